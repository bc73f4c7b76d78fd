/** Whether a text is a number as programs write it. */
export const isNumberText = (text: string): boolean => /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text);

/** Whether digits begin with a 0 that a number has not: 00501 is a name of something. */
export const isCode = (text: string): boolean => /^\s*[+-]?0\d+\s*$/.test(text);

/** Whether a text is a whole number that double precision changes, as may be beyond 2^53: neither exact nor the shortest for its number. */
export function isInexact(text: string): boolean {
  const [, whole = ''] = /^\s*\+?(-?\d{16,})\s*$/.exec(text) ?? [];
  const number = Number(whole);
  return Number.isFinite(number) && BigInt(whole) !== BigInt(number) && String(number) !== whole;
}

/**
 * Whether a text may be a number as people write it, in groups of three digits: 1,234 or 1 234 567.8; or 12,5; with the sign of a
 * percentage or a currency or without.
 */
export const looksGrouped = (text: string): boolean =>
  /^[+-]?(\d{1,3}([,.'’ \u00a0\u2009\u202f_]\d{3})+([.,]\d+)?|\d+,\d+)$/.test(text.replace(/[%\p{Sc}]/u, '').trim());
