/*
 * Canned replies: found by what is written after `/`, filled with names. Pure.
 */
import type { CannedReply } from '../protocol/CannedReply.ts';

/** What is written after a `/` at the start of a line that holds nothing else up to the caret; null when it isn't a search. */
export function searchIn(text: string): string | null {
  const match = /(?:^|\n)\/([^\s/][^\n]{0,40}|)$/u.exec(text);
  return match?.[1] ?? null;
}

/** Replies that fit, best first: shortcut begins with it, title holds it, text holds it; the customer's language before others. */
export function matching(replies: readonly CannedReply[], search: string, language: string): CannedReply[] {
  const wanted = search.toLocaleLowerCase();
  const rank = (reply: CannedReply): number => {
    const shortcut = reply.shortcut.toLocaleLowerCase();
    if (shortcut.startsWith(wanted)) return 0;
    if (reply.title.toLocaleLowerCase().includes(wanted)) return 1;
    return reply.text.toLocaleLowerCase().includes(wanted) ? 2 : 3;
  };
  return replies
    .map((reply) => ({ reply, rank: rank(reply) }))
    .filter((found) => found.rank < 3)
    .sort(
      (a, b) =>
        Number(b.reply.language === language) - Number(a.reply.language === language) ||
        a.rank - b.rank ||
        a.reply.shortcut.localeCompare(b.reply.shortcut),
    )
    .map((found) => found.reply);
}

/** The text with the search replaced by the reply, names filled in. */
export function inserted(
  text: string,
  reply: CannedReply,
  names: { customer: string; advisor: string },
): string {
  const search = searchIn(text);
  const kept = search === null ? text : text.slice(0, text.length - search.length - 1);
  return kept + filled(reply.text, names);
}

/** `{customer}` and `{advisor}` by their first names; a customer without a name leaves no hole behind. */
export function filled(text: string, names: { customer: string; advisor: string }): string {
  const customer = firstName(names.customer);
  const withCustomer =
    customer === ''
      ? text.replace(/[ \u00a0]?\{customer\}/gu, '')
      : text.replaceAll('{customer}', () => customer);
  return withCustomer.replaceAll('{advisor}', () => firstName(names.advisor));
}

function firstName(name: string): string {
  return name.trim().split(/\s+/u)[0] ?? '';
}
