/** What is being opened; undefined where it fails because nobody waits for it any more. */
export async function unlessLeft<T>(opening: Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
  try {
    return await opening;
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  }
}
