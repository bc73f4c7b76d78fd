/** The layers with weights: two convolutions of 5 × 5 pixels with a stride of 2, 96 units, and a score for each digit. */
export const layers = [
  { name: 'conv1', shape: [16, 1, 5, 5] },
  { name: 'conv2', shape: [32, 16, 5, 5] },
  { name: 'units', shape: [512, 96] },
  { name: 'scores', shape: [96, 10] },
] as const;

export const weightsFile = new URL('../../../tools/judge/weights.safetensors', import.meta.url);
