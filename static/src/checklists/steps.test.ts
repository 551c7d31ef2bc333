import { describe, expect, it } from 'vitest';
import type { StepState } from '../protocol/StepState.ts';
import type { StepView } from '../protocol/StepView.ts';
import { aFile, aList, aStep } from './fixtures.ts';
import {
  gateOf,
  isLong,
  mayTouchFiles,
  movesOf,
  nextOf,
  progressOf,
  type Reader,
  waitsFor,
} from './steps.ts';

const STATES: readonly StepState[] = ['open', 'handed_in', 'sent_back', 'settled'];
const told = (step: StepView, reader: Reader): string[] =>
  movesOf(step, reader).map(({ deed, to, needsFile }) => `${deed} ${to}${needsFile ? ' with a file' : ''}`);

describe('what a customer may do', () => {
  it('is to hand in what staff look at, once a file is there', () => {
    expect(told(aStep(), 'customer')).toEqual(['finish handed_in with a file']);
    expect(told(aStep({ files: [aFile()] }), 'customer')).toEqual(['finish handed_in']);
    expect(told(aStep({ state: 'sent_back', files: [aFile()] }), 'customer')).toEqual(['finish handed_in']);
    expect(told(aStep({ state: 'handed_in' }), 'customer')).toEqual(['take_back open']);
    expect(told(aStep({ state: 'settled' }), 'customer')).toEqual([]);
  });

  it('is to settle what nobody looks at, and take it up again', () => {
    const read = { is_reviewed: false, wants_files: false };
    expect(told(aStep(read), 'customer')).toEqual(['finish settled']);
    expect(told(aStep({ ...read, state: 'settled' }), 'customer')).toEqual(['take_back open']);
  });

  it('is nothing with what is staff\u2019s', () => {
    for (const state of STATES) {
      const call = aStep({ done_by: 'staff', is_reviewed: false, state });
      expect(movesOf(call, 'customer')).toEqual([]);
      expect(mayTouchFiles(call, 'customer')).toBe(false);
      expect(waitsFor(call, 'customer')).toBe(false);
    }
  });
});

describe('what staff may do', () => {
  it('is to approve or send back what is handed in', () => {
    expect(told(aStep({ state: 'handed_in' }), 'staff')).toEqual(['approve settled', 'send_back sent_back']);
    expect(told(aStep({ state: 'settled' }), 'staff')).toEqual(['send_back sent_back', 'reopen open']);
  });

  it('is to settle what came another way, and their own with its file', () => {
    expect(told(aStep(), 'staff')).toEqual(['finish settled']);
    expect(told(aStep({ done_by: 'staff' }), 'staff')).toEqual(['finish settled with a file']);
    expect(told(aStep({ done_by: 'staff', state: 'settled' }), 'staff')).toEqual(['reopen open']);
  });

  it('is to add files to all that is not settled', () => {
    expect(STATES.filter((state) => mayTouchFiles(aStep({ state }), 'staff'))).toEqual([
      'open',
      'handed_in',
      'sent_back',
    ]);
  });
});

describe('what comes next', () => {
  const steps = [
    aStep({ id: 'call', done_by: 'staff' }),
    aStep({ id: 'read', state: 'settled' }),
    aStep({ id: 'passport', state: 'handed_in' }),
    aStep({ id: 'lease' }),
  ];

  it('is to each what is theirs', () => {
    expect(nextOf([aList(...steps)], 'customer')?.id).toBe('lease');
    // What a customer waits for comes before what nobody waits for.
    expect(nextOf([aList(...steps)], 'staff')?.id).toBe('passport');
    expect(nextOf([aList(...steps.slice(0, 2)), aList()], 'staff')?.id).toBe('call');
    expect(nextOf([], 'customer')).toBeNull();
  });

  it('is counted', () => {
    expect(progressOf(steps)).toEqual({ settled: 1, handedIn: 1, all: 4 });
    expect(progressOf([])).toEqual({ settled: 0, handedIn: 0, all: 0 });
  });

  it('stands before a status until it is settled', () => {
    const gate = aStep({ id: 'gate', gates: ['resolved', 'closed'] });
    expect(gateOf([aList(...steps), aList(gate)], 'resolved')?.id).toBe('gate');
    expect(gateOf([aList(gate)], 'paused')).toBeNull();
    expect(gateOf([aList({ ...gate, state: 'settled' })], 'resolved')).toBeNull();
    expect(gateOf([aList({ ...gate, state: 'handed_in' })], 'closed')?.id).toBe('gate');
  });
});

describe('an instruction', () => {
  it('is long by its letters or its lines', () => {
    expect(isLong('Skriv under.')).toBe(false);
    expect(isLong('a'.repeat(221))).toBe(true);
    expect(isLong('1\n2\n3\n4\n5')).toBe(true);
  });
});
