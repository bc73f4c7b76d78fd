/** How packages are loaded that a page, or the program of a bundle, has given by their names. */
export const given = new Map<string, () => Promise<unknown>>();
