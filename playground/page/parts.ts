/** Opens the parts of the page one after the other: the screen, and whoever presses a key, need not wait for all of them. */
export async function openParts(...parts: readonly (() => void)[]): Promise<void> {
  for (const open of parts) {
    open();
    await new Promise((resolve) => setTimeout(resolve));
  }
}
