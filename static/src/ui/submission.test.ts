import { describe, expect, it } from 'vitest';
import type { Failure, Outcome } from '../net/socket.ts';
import { type Form, newSender } from './submission.ts';

const WRONG: Failure = { code: 'invalid', message: '', retryAfterMs: 0 };

/** A form whose answers are given by hand, and what has happened to it. */
function byHand(): { form: Form<string>; answers: (outcome: Outcome<string>) => void; told: string[] } {
  const told: string[] = [];
  let settle: (outcome: Outcome<string>) => void = () => undefined;
  return {
    told,
    answers: (outcome) => settle(outcome),
    form: {
      send() {
        told.push('sent');
        return new Promise((resolve) => {
          settle = resolve;
        });
      },
      onDone: (value) => told.push(`done: ${value}`),
      onRefused: ({ code }) => told.push(`refused: ${code}`),
    },
  };
}

describe('a form', () => {
  it('goes once, however often it is pressed before the answer', async () => {
    const sender = newSender();
    const { form, answers, told } = byHand();
    const first = sender.send(form);
    const second = sender.send(form);
    expect(sender.busy.value).toBe(true);
    answers({ ok: true, value: 'in' });
    await Promise.all([first, second]);
    expect(told).toEqual(['sent', 'done: in']);
    expect(sender.busy.value).toBe(false);
  });

  it('does not go before it is ready, and keeps what it was refused by', async () => {
    const sender = newSender();
    const { form, answers, told } = byHand();
    const refused = sender.send(form);
    answers({ ok: false, failure: WRONG });
    await refused;
    await sender.send({ ...form, ready: () => false });
    expect(told).toEqual(['sent', 'refused: invalid']);
    expect(sender.busy.value).toBe(false);
    expect(sender.failure.value).toEqual(WRONG);
  });

  it('shows the failure before it tells of it, and until the next answer', async () => {
    const sender = newSender();
    const { form, answers } = byHand();
    let shown: Failure | null = null;
    const refused = sender.send({
      ...form,
      onRefused: () => {
        shown = sender.failure.value;
      },
    });
    answers({ ok: false, failure: WRONG });
    await refused;
    expect(shown).toEqual(WRONG);
    const again = sender.send(form);
    expect(sender.failure.value).toEqual(WRONG);
    answers({ ok: true, value: 'in' });
    await again;
    expect(sender.failure.value).toBeNull();
  });
});
