import { beforeEach, expect, it, vi } from 'vitest';
import type { CaseViewForm } from '../../protocol/CaseViewForm.ts';
import type { CaseViews } from '../../protocol/CaseViews.ts';
import type { SavedCaseView } from '../../protocol/SavedCaseView.ts';

/** A server that keeps one list and answers when it is told to. */
const server = vi.hoisted(() => ({
  kept: null as unknown as SavedCaseView,
  answers: [] as (() => void)[],
  refused: 0,
}));

const answered = (): Promise<void> => new Promise((answer) => server.answers.push(answer));

vi.mock('./api.ts', () => ({
  async listViews() {
    const views: CaseViews = { ready: [], saved: [structuredClone(server.kept)], columns: [] };
    await answered();
    return { ok: true, value: views };
  },
  async changeView(_: string, form: CaseViewForm) {
    await answered();
    if (form.version !== server.kept.version) {
      server.refused += 1;
      return { ok: false, failure: { code: 'conflict', message: '' } };
    }
    server.kept = { ...server.kept, ...form, version: form.version + 1 };
    return { ok: true, value: structuredClone(server.kept) };
  },
}));

const { caseViews, changeKept, loadViews } = await import('./views-live.ts');

const shown = (): string[] => caseViews.value.views?.saved[0]?.columns ?? [];

async function answers(): Promise<void> {
  await settled();
  server.answers.shift()?.();
  await settled();
}

/** Whatever needs no answer has been done. */
function settled(): Promise<void> {
  return new Promise((done) => setTimeout(done));
}

function press(columns: SavedCaseView['columns']): Promise<SavedCaseView | null> {
  const view = caseViews.value.views?.saved[0];
  if (view === undefined) throw new Error('nothing is kept');
  return changeKept(view, { columns });
}

beforeEach(async () => {
  server.kept = {
    id: 'a',
    name: 'Portar',
    filter: {} as SavedCaseView['filter'],
    sort: 'due',
    order: 'asc',
    columns: ['number'],
    version: 1,
    count: 0,
  };
  server.refused = 0;
  const loaded = loadViews();
  await answers();
  await loaded;
});

it('shows what was pressed last while answers to earlier presses come in', async () => {
  const first = press(['number', 'title']);
  const second = press(['number', 'title', 'street']);
  expect(shown()).toEqual(['number', 'title', 'street']);
  await answers();
  expect(shown()).toEqual(['number', 'title', 'street']);
  const third = press([...(shown() as SavedCaseView['columns']), 'status']);
  await answers();
  await answers();
  expect((await Promise.all([first, second, third])).every((kept) => kept !== null)).toBe(true);
  expect([server.refused, server.kept.version]).toEqual([0, 4]);
  expect(shown()).toEqual(['number', 'title', 'street', 'status']);
});

it('is not told by a count that was asked meanwhile what it was before', async () => {
  const change = press(['number', 'street']);
  await settled();
  const counted = loadViews();
  await settled();
  // The count was asked before the change was answered, and comes first.
  const [changed, listed] = server.answers.splice(0);
  listed?.();
  await settled();
  expect(shown()).toEqual(['number', 'street']);
  changed?.();
  await settled();
  await answers();
  await Promise.all([change, counted]);
  expect(shown()).toEqual(['number', 'street']);
});
