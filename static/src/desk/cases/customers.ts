/*
 * Customers that a case can be opened for: those who talk or have written just now, and those of earlier cases. Pure.
 */
import type { CaseRow } from '../../protocol/CaseRow.ts';
import type { CustomerView } from '../../protocol/CustomerView.ts';

export type Known = { person: string; name: string; about: string };

/** Those whose name, address or number holds every word; each once, who is here before who was. */
export function customersFound(
  search: string,
  here: readonly CustomerView[],
  cases: readonly CaseRow[],
): Known[] {
  const words = search.toLocaleLowerCase().split(/\s+/u).filter(Boolean);
  const fits = (text: string): boolean => words.every((word) => text.toLocaleLowerCase().includes(word));
  const talking = here
    .filter((one) => fits(`${one.name} ${one.email} ${one.phone}`))
    .map(({ person, name, email, phone }) => ({
      person: person as string,
      name,
      about: [email, phone].filter((part) => part !== '').join(' · '),
    }));
  // The server has searched: what it found by an address or a street is right though the name says nothing.
  const before = cases.map((row) => ({
    person: row.customer as string,
    name: row.customer_name,
    about: `${row.number} ${row.title}`,
  }));
  const found = new Map<string, Known>();
  for (const one of [...talking, ...before])
    if (one.name !== '' && !found.has(one.person)) found.set(one.person, one);
  return [...found.values()];
}
