/** Whether a file is a picture of curves: text, and no other picture begins with `<`. */
export const isSvg = (file: Uint8Array): boolean =>
  new TextDecoder('utf-8', { fatal: false }).decode(file.subarray(0, 100)).trimStart().startsWith('<');
