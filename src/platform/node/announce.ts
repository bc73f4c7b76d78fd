let announced = false;

/** Says, once in a process, that it is not the native runtime that computes. */
export function announce(notice: string | undefined): void {
  if (notice === undefined || announced) return;
  announced = true;
  console.warn(`kaleidoflow: ${notice}`);
}
