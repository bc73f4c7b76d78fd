/** How CIFAR's binary files keep a picture: labels of a byte each, then the reds, the greens and the blues. */
export interface CifarForm {
  readonly classes: 10 | 100;
  /** The bytes of labels in front of the pixels; the last one is the class. */
  readonly labels: 1 | 2;
  /** The file with the names of the classes, where it lies beside. */
  readonly names: string;
}

export const cifarForms: Readonly<Record<10 | 100, CifarForm>> = {
  10: { classes: 10, labels: 1, names: 'batches.meta.txt' },
  100: { classes: 100, labels: 2, names: 'fine_label_names.txt' },
};

export const side = 32;
const plane = side * side;

/** The bytes of one picture. */
export const rowBytes = ({ labels }: CifarForm): number => labels + 3 * plane;

/**
 * How many pictures a file of so many bytes has.
 * @throws TypeError when there are none, or a part of one.
 */
export function rowsOf(bytes: number, form: CifarForm): number {
  const rows = bytes / rowBytes(form);
  if (rows > 0 && Number.isInteger(rows)) return rows;
  throw new TypeError(
    `it must have a multiple of ${rowBytes(form)} bytes, as a batch of CIFAR-${form.classes} has, not ${bytes}`,
  );
}

/**
 * The class of one picture of a file, and its pixels, of which each has its red, green and blue side by side in `pixels`.
 * @throws TypeError for a class that is none.
 */
export function decodeRow(file: Uint8Array, row: number, form: CifarForm, pixels: Uint8Array): number {
  const start = row * rowBytes(form) + form.labels;
  const label = file[start - 1]!;
  if (label >= form.classes)
    throw new TypeError(
      `the class of row ${row} must be below ${form.classes}, as in CIFAR-${form.classes}, not ${label}`,
    );
  for (let pixel = 0, at = 0; pixel < plane; pixel++)
    for (let channel = 0; channel < 3; channel++) pixels[at++] = file[start + channel * plane + pixel]!;
  return label;
}
