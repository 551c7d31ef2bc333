/* A colleague as a form holds them, and what of it can't be sent. Pure. */
import type { StaffMember } from '../../protocol/StaffMember.ts';
import type { StaffPost } from '../../protocol/StaffPost.ts';

export type Draft = Omit<StaffPost, 'skills'> & { name: string; email: string; skills: string };

export type Fault = 'name' | 'email' | 'languages' | 'capacity';

export const LANGUAGES = ['sv', 'en', 'da', 'nb', 'fi'] as const;

export const EMPTY: Draft = {
  name: '',
  email: '',
  title: '',
  role: 'advisor',
  languages: ['sv'],
  skills: '',
  queues: [],
  capacity: 3,
};

export function draftOf(member: StaffMember): Draft {
  const { name, email, post } = member;
  return { ...post, name, email, skills: post.skills.join(', ') };
}

export function postOf(draft: Draft): StaffPost {
  const { title, role, languages, queues, capacity } = draft;
  const skills = draft.skills
    .split(',')
    .map((skill) => skill.trim())
    .filter((skill) => skill !== '');
  return { title: title.trim(), role, languages, skills: [...new Set(skills)], queues, capacity };
}

export function faultsIn(draft: Draft): ReadonlySet<Fault> {
  const faults = new Set<Fault>();
  if (draft.name.trim() === '') faults.add('name');
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(draft.email.trim())) faults.add('email');
  if (draft.languages.length === 0) faults.add('languages');
  if (!Number.isInteger(draft.capacity) || draft.capacity < 0 || draft.capacity > 100) faults.add('capacity');
  return faults;
}

/** With or without one of a list; what was there keeps its order. */
export function toggled(list: readonly string[], one: string, on: boolean): string[] {
  const others = list.filter((other) => other !== one);
  return on ? [...others, one] : others;
}

/** Those whose name, address, title or skills hold every word of the search. */
export function found(all: readonly StaffMember[], search: string): StaffMember[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return all.filter((one) => {
    const text = [one.name, one.email, one.post.title, ...one.post.skills].join(' ').toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}
