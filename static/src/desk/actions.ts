/*
 * What I can do at the desk, as commands. Each answers whether it was done and has said why when it wasn't.
 */
import { t } from '../i18n/i18n.ts';
import type { AdvisorState } from '../protocol/AdvisorState.ts';
import type { TransferTarget } from '../protocol/TransferTarget.ts';
import { newClientId } from '../stores/outbox.ts';
import { toast } from '../ui/toast.tsx';
import { sayFailure, socket } from './connection.ts';
import { desk } from './fresh.ts';
import { dropOffer, showState, take, takeItems } from './live.ts';
import { showConversation } from './open-panes.ts';

/** Shown at once; put back when the server says no. */
export async function setState(state: AdvisorState): Promise<void> {
  const before = desk.value.me?.state;
  showState(state);
  const outcome = await socket.ask({ type: 'set_state', state }, 'done');
  if (outcome.ok) return;
  if (before !== undefined) showState(before);
  sayFailure(outcome.failure);
}

export async function accept(entry: string): Promise<boolean> {
  const outcome = await socket.ask({ type: 'accept', entry }, 'desk_entry');
  if (!outcome.ok) {
    // Somebody else was asked in the meantime: the offer is gone, whatever the event says later.
    if (outcome.failure.code === 'conflict') dropOffer(entry);
    sayFailure(outcome.failure);
    return false;
  }
  take(outcome.value);
  showConversation(outcome.value.conversation);
  return true;
}

export async function decline(entry: string): Promise<boolean> {
  const outcome = await socket.ask({ type: 'decline', entry }, 'done');
  if (outcome.ok || outcome.failure.code === 'conflict') dropOffer(entry);
  else sayFailure(outcome.failure);
  return outcome.ok;
}

export async function park(entry: string): Promise<boolean> {
  const outcome = await socket.ask({ type: 'park', entry }, 'desk_entry');
  if (!outcome.ok) {
    sayFailure(outcome.failure);
    return false;
  }
  take(outcome.value);
  toast(t('parked-now'), () => void unpark(entry));
  return true;
}

export async function unpark(entry: string): Promise<boolean> {
  const outcome = await socket.ask({ type: 'unpark', entry }, 'desk_entry');
  if (outcome.ok) take(outcome.value);
  else sayFailure(outcome.failure);
  return outcome.ok;
}

export async function transfer(entry: string, to: TransferTarget, note: string): Promise<boolean> {
  const outcome = await socket.ask({ type: 'transfer', entry, to, note }, 'done');
  if (!outcome.ok) sayFailure(outcome.failure);
  return outcome.ok;
}

export async function end(entry: string): Promise<boolean> {
  const outcome = await socket.ask({ type: 'end', entry }, 'done');
  if (!outcome.ok) sayFailure(outcome.failure);
  return outcome.ok;
}

export async function joinConversation(conversation: string): Promise<boolean> {
  const outcome = await socket.ask({ type: 'join_conversation', conversation }, 'done');
  if (!outcome.ok) sayFailure(outcome.failure);
  return outcome.ok;
}

export async function takeOver(entry: string): Promise<boolean> {
  const outcome = await socket.ask({ type: 'take_over', entry }, 'desk_entry');
  if (outcome.ok) take(outcome.value);
  else sayFailure(outcome.failure);
  return outcome.ok;
}

export async function takeLeft(left: string): Promise<boolean> {
  const outcome = await socket.ask({ type: 'take_left', left }, 'inbox');
  if (outcome.ok) takeItems(outcome.value);
  else sayFailure(outcome.failure);
  return outcome.ok;
}

export async function closeLeft(left: string): Promise<boolean> {
  const outcome = await socket.ask({ type: 'close_left', left }, 'inbox');
  if (outcome.ok) takeItems(outcome.value);
  else sayFailure(outcome.failure);
  return outcome.ok;
}

/** Changes my own text; false leaves the new text with its writer. */
export async function edit(conversation: string, target: number, text: string): Promise<boolean> {
  const outcome = await socket.ask(
    { type: 'edit', conversation, client_id: newClientId(), target, text },
    'sent',
  );
  if (!outcome.ok) sayFailure(outcome.failure);
  return outcome.ok;
}

export async function redact(conversation: string, target: number): Promise<boolean> {
  const outcome = await socket.ask(
    { type: 'redact', conversation, client_id: newClientId(), target },
    'sent',
  );
  if (!outcome.ok) sayFailure(outcome.failure);
  return outcome.ok;
}
