/*
 * A link that writes to one address. RFC 5321 lets an address hold `?`, `&` and `%`, which in a link would add another
 * recipient or a text that nobody has written.
 */
export function mailTo(address: string): string {
  const at = address.lastIndexOf('@');
  return `mailto:${encodeURIComponent(address.slice(0, at))}@${encodeURIComponent(address.slice(at + 1))}`;
}
