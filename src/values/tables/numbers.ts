/** Whether a text is a number as programs write it. */
export const isNumberText = (text: string): boolean => /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text);

/** Whether a text may be a number as people write it, in groups of three digits: 1,234 or 1 234 567.8; or 12,5. */
export const looksGrouped = (text: string): boolean =>
  /^\s*[+-]?(\d{1,3}([,.'’ \u00a0\u2009\u202f_]\d{3})+([.,]\d+)?|\d+,\d+)\s*$/.test(text);
