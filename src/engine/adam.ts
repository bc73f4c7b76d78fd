import type { TrainerSettings } from './engine.js';

/** Adam's decay rate of the mean of gradients. */
export const beta1 = 0.9;
/** Adam's decay rate of the mean of their squares. */
export const beta2 = 0.999;
/** Keeps Adam from dividing by zero. */
const epsilon = 1e-8;

/**
 * The two numbers that change from step to step (counted from 0): Adam's step size, and its ε. They make up for moments
 * that are not normalised, m' = β₁m + g and v' = β₂v + g², which save two passes over all parameters: the update is
 * w' = w − rate · m' / (√v' + floor).
 */
export function adamScalars(step: number, learningRate: number): { rate: number; floor: number } {
  const scale = Math.sqrt((1 - beta2 ** (step + 1)) / (1 - beta2));
  return { rate: (learningRate * scale * (1 - beta1)) / (1 - beta1 ** (step + 1)), floor: epsilon * scale };
}

/**
 * The learning rate of a step, counted from 0. One that decays rises in a line over the first tenth of the steps, and then
 * falls to 0 like half a cosine.
 */
export function learningRateAt({ learningRate, decay }: TrainerSettings, step: number): number {
  if (decay === undefined) return learningRate;
  const warm = Math.ceil(decay / 10);
  if (step < warm) return (learningRate * (step + 1)) / warm;
  return (learningRate * (1 + Math.cos((Math.PI * (step - warm)) / (decay - warm)))) / 2;
}
