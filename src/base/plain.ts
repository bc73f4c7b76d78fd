/**
 * A text of somebody else's as it may be shown: a space for each character that would move a terminal's cursor, colour it,
 * begin a line or turn what follows.
 */
export const plain = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, ' ');
