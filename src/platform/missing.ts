/** Whether a package could not be loaded because it is not there. */
export const isMissing = (error: unknown): boolean =>
  ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes((error as { code?: string }).code ?? '');

export const firstLine = (error: unknown): string => (error as Error).message.trim().split('\n')[0]!;
