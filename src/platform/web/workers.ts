/** What starts the workers of engines that a page has asked for by an import. */
export const workers: { webgpu?: () => Worker } = {};
