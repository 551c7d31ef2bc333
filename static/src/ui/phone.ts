/* Telephone numbers as people write them. Pure. */

/** Characters of a number, as on the wire. */
export const PHONE_CHARS = 40;

/** Characters of when a call suits, as on the wire. */
export const WISH_CHARS = 200;

/** A number as the server takes it: 5 to 15 figures, and what people put between them. */
export function isPhone(text: string): boolean {
  const figures = text.replace(/\D/g, '').length;
  return text.length <= PHONE_CHARS && figures >= 5 && figures <= 15 && /^\+?[\d ()/.-]+$/.test(text);
}

/** Without the nought in brackets that some write after a country's figures, which is not dialled. */
export function withoutNought(phone: string): string {
  return /^\s*(\+|00)/.test(phone) ? phone.replace(/\(\s*0\s*\)/, '') : phone;
}

/** Where a number is called. */
export function telOf(phone: string): string {
  return `tel:${withoutNought(phone).replace(/[^\d+]/g, '')}`;
}
