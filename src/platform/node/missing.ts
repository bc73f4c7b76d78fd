/** Whether a module could not be imported because it is not installed. */
export const isMissing = (error: unknown): boolean => (error as { code?: string }).code === 'ERR_MODULE_NOT_FOUND';

export const firstLine = (error: unknown): string => (error as Error).message.trim().split('\n')[0]!;
