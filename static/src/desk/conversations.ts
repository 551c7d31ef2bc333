/*
 * The conversations this page keeps up to date: those in a pane, and all of mine, so that changing between them is
 * instant. Each is followed once, however many look at it.
 */
import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { useLayoutEffect, useState } from 'preact/hooks';
import { type Conversation, emptyConversation } from '../stores/conversation.ts';
import { type LiveConversation, openConversation } from '../stores/live-conversation.ts';
import { socket } from './connection.ts';
import { toldDesk } from './live.ts';

type Shared = { live: LiveConversation; users: number };

const shared = new Map<string, Shared>();
/** Changes when one is opened or closed, so that who looks one up is told. */
const changes = signal(0);

/** Keeps a conversation open until the returned function is called. */
export function hold(id: string): { live: LiveConversation; letGo: () => void } {
  const known = shared.get(id) ?? { live: openConversation(socket, id), users: 0 };
  known.users++;
  shared.set(id, known);
  changes.value++;
  return {
    live: known.live,
    letGo() {
      known.users--;
      if (known.users > 0) return;
      known.live.close();
      shared.delete(id);
      changes.value++;
    },
  };
}

/** What is held of a conversation that something on the page keeps open. */
export function heldOf(id: string): Conversation {
  void changes.value;
  return shared.get(id)?.live.held.value ?? emptyConversation(id);
}

/** Keeps a conversation open as long as the view is there; null on the very first draw. */
export function useConversation(id: string): LiveConversation | null {
  const [live, setLive] = useState<LiveConversation | null>(null);
  useLayoutEffect(() => {
    const holding = hold(id);
    setLive(holding.live);
    return holding.letGo;
  }, [id]);
  return live;
}

/** All of mine, as ids; changes only when one comes or goes. */
const mine: ReadonlySignal<string> = computed(() =>
  toldDesk.value.entries
    .map((entry) => entry.conversation)
    .sort()
    .join(' '),
);

/** One that was open before it was mine may not have been followed: who is not in a chat is not told what comes. */
function holdAsMine(id: string): () => void {
  const wasOpen = shared.has(id);
  const { live, letGo } = hold(id);
  if (wasOpen) void live.reopen();
  return letGo;
}

/** Keeps all of mine open until the returned function is called. */
export function holdMine(): () => void {
  const holdings = new Map<string, () => void>();
  const stop = effect(() => {
    const wanted = new Set(mine.value.split(' ').filter(Boolean));
    for (const [id, letGo] of [...holdings]) {
      if (wanted.has(id)) continue;
      holdings.delete(id);
      letGo();
    }
    for (const id of wanted)
      if (!holdings.has(id))
        holdings.set(
          id,
          untracked(() => holdAsMine(id)),
        );
  });
  return () => {
    stop();
    for (const letGo of holdings.values()) letGo();
  };
}
