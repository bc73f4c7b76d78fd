import { expect, it } from 'vitest';
import { chromiumPath } from '../tools/browser/chromium.js';

it('is followed by the tests in Chromium', ({ skip }) => {
  if (!chromiumPath) skip('skipped, with all of them: there is no Chromium here (Debian: apt-get install chromium)');
  expect(chromiumPath).toMatch(/chrom/i);
});
