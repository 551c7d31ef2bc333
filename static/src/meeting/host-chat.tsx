import { MessageCircle } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import type { LobbyView } from '../protocol/LobbyView.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ChatPanel, hasRoomBeside } from './chat-panel.tsx';
import { Written } from './speech.tsx';
import { unreadIn } from './talks.ts';
import type { ViewProps } from './view.tsx';

export type HostChat = {
  /** The chat, while it is open; what is written in it is said all the same. */
  side: JSX.Element | null;
  /** What opens it and closes it again. */
  button: JSX.Element | null;
};

/**
 * Where one writes to the host from outside the call: the thread of those who came by a link, the chat for those whose
 * chat became the meeting. Nothing where there is neither.
 */
export function useHostChat({ model, talks }: ViewProps): HostChat {
  const lobby = model.lobby.value;
  const [open, setOpen] = useState(hasRoomBeside);
  const conversation = lobby === null ? null : writesIn(lobby);
  if (lobby === null || talks === null || conversation === null) return { side: null, button: null };
  const { name } = lobby.host;
  const alone = lobby.thread != null;
  const fresh = unreadIn(talks, conversation);
  return {
    side: (
      <>
        {open && (
          <ChatPanel
            talks={talks}
            conversation={conversation}
            title={t('chat-with', { name })}
            empty={alone ? t('chat-thread-empty', { name }) : t('chat-empty')}
            onClose={() => setOpen(false)}
          />
        )}
        <Written key={conversation} talks={talks} conversation={conversation} />
      </>
    ),
    button: (
      <Button icon={MessageCircle} onClick={() => setOpen(!open)}>
        {t('write-to', { name })} {fresh > 0 && <Badge look="accent">{fresh}</Badge>}
      </Button>
    ),
  };
}

function writesIn({ thread, conversation }: LobbyView): string | null {
  return thread ?? conversation ?? null;
}
