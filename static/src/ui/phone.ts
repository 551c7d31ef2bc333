/* Telephone numbers as people write them. Pure. */

/** Characters of a number, as on the wire. */
export const PHONE_CHARS = 40;

/** A number as the server takes it: 5 to 15 figures, and what people put between them. */
export function isPhone(text: string): boolean {
  const figures = text.replace(/\D/g, '').length;
  return text.length <= PHONE_CHARS && figures >= 5 && figures <= 15 && /^\+?[\d ()/.-]+$/.test(text);
}

/** Where a number is called. The nought in brackets that some write after a country's figures is not dialled. */
export function telOf(phone: string): string {
  const dialled = /^\s*(\+|00)/.test(phone) ? phone.replace(/\(\s*0\s*\)/, '') : phone;
  return `tel:${dialled.replace(/[^\d+]/g, '')}`;
}
