import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { root } from './project.js';

const axe = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');

/** Adds what goes wrong in a page from now on: errors that are logged or thrown, and answers that are none. */
export function hearFaults(page: Page, wrong: string[]): void {
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  page.on('pageerror', ({ stack, message }) => wrong.push(stack ?? message));
  page.on('response', (response) => response.status() >= 400 && wrong.push(`${response.status()} ${response.url()}`));
}

/** What axe finds in a page that is serious. */
export async function serious(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = (await page.evaluate('axe.run()')) as {
    violations: { id: string; impact: string; nodes: { html: string }[] }[];
  };
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** The share of the plate's pixels that are not like the first. */
export const inkOf = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const canvas = document.getElementById('canvas') as HTMLCanvasElement;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let inked = 0;
    for (let i = 0; i < data.length; i += 4)
      if (Math.abs(data[i]! - data[0]!) + Math.abs(data[i + 3]! - data[3]!) > 60) inked++;
    return inked / (data.length / 4);
  });
