/** Whether a package could not be loaded because it is not there. */
export const isMissing = (error: unknown): boolean => (error as { code?: string }).code === 'ERR_MODULE_NOT_FOUND';

export const firstLine = (error: unknown): string => (error as Error).message.trim().split('\n')[0]!;
