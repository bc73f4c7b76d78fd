import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { paper } from './net.js';
import { sampling } from './pipeline.js';

export interface ManyChains {
  /** Milliseconds a draw. */
  readonly draw: number;
  /** The most megabytes that were resident. */
  readonly peak: number;
}

const script = fileURLToPath(import.meta.url);

/** Draws of so many chains of the paper's network, in a process of their own. */
export function manyChains(chains: number): ManyChains {
  return JSON.parse(execFileSync(process.execPath, [script, String(chains)], { encoding: 'utf8' }));
}

if (process.argv[1] === script) {
  const draw = await sampling(paper, Number(process.argv[2]), 1);
  console.log(JSON.stringify({ draw, peak: process.resourceUsage().maxRSS / 2 ** 10 }));
}
