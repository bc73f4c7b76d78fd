import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';

/** The generator is a development dependency. */
const avatars = await import('../dist/examples/avatars.js').catch((error: Error) => error.message);

describe('faces to learn', () => {
  it('are the same everywhere, in pictures and in words', ({ skip }) => {
    if (typeof avatars === 'string') return skip(`skipped: ${avatars}`);
    const { avatar, attributes } = avatars;
    expect(avatar(0).attributes).toEqual({
      top: 'curvy',
      hairColor: 'auburn',
      eyes: 'winkWacky',
      eyebrows: 'raisedExcitedNatural',
      mouth: 'serious',
      skinColor: 'brown',
      facialHair: 'none',
      accessories: 'none',
      clothing: 'shirtVNeck',
      clothesColor: 'heather',
    });
    const hash = createHash('sha256');
    for (let seed = 0; seed < 100; seed++) hash.update(avatar(seed).svg);
    expect(hash.digest('hex')).toBe('b0e874602961d439901f8f47d9f04ed1e17b0ae31897a1a0c255bcf778b179b3');
    expect(Object.keys(avatar(1).attributes)).toEqual([...attributes]);
  });

  it('say of hair that a hat hides that it has no colour, and name all other colours', ({ skip }) => {
    if (typeof avatars === 'string') return skip(`skipped: ${avatars}`);
    const rows = Array.from({ length: 500 }, (_, seed) => avatars.avatar(seed).attributes);
    for (const { top, hairColor } of rows)
      expect(hairColor === 'none').toBe(/^(hat|hijab|turban|winterHat\w+)$/.test(top));
    expect(rows.flatMap((row) => Object.values(row)).filter((word) => word.startsWith('#'))).toEqual([]);
  });
});
