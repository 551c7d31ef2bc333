import { MessageCircle } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { Composer } from '../ui/composer.tsx';
import { FileTile, Picture, UploadTile, WithheldTile } from '../ui/file-tile.tsx';
import { type Delivery, MessageBubble, NoticeLine, Typing } from '../ui/message.tsx';
import { QueueCard } from '../ui/queue-card.tsx';
import { Part } from './part.tsx';
import type { Samples } from './samples.ts';

const AT = new Date(2026, 3, 3, 14, 5);
const STATES: readonly Delivery[] = ['sending', 'sent', 'delivered', 'read', 'failed'];
const nothing = (): void => undefined;

export function ChatParts({ samples }: { samples: Samples }): JSX.Element {
  const [draft, setDraft] = useState('');
  const other = { own: false, author: samples.name, title: samples.title, at: AT } as const;
  const own = { own: true, author: samples.name, at: AT } as const;
  return (
    <>
      <Part name="message">
        <NoticeLine>{t('day-today')}</NoticeLine>
        <MessageBubble {...other} followed body={{ kind: 'text', text: samples.text }} />
        <MessageBubble {...other} follows edited body={{ kind: 'text', text: samples.short }} />
        <MessageBubble {...other} note body={{ kind: 'text', text: samples.text }} />
        <MessageBubble {...other} body={{ kind: 'removed' }} />
        {STATES.map((delivery) => (
          <MessageBubble
            key={delivery}
            {...own}
            delivery={delivery}
            body={{ kind: 'text', text: samples.text }}
            onRetry={nothing}
            onDiscard={nothing}
          />
        ))}
        <MessageBubble {...own} body={{ kind: 'removed' }} />
        <MessageBubble
          {...other}
          body={{
            kind: 'other',
            children: <FileTile name={samples.file} mediaType="application/pdf" size={1_400_000} href="#" />,
          }}
        />
        <Typing name={samples.name} />
      </Part>
      <Part name="file tile">
        <UploadTile
          name={samples.file}
          mediaType="image/png"
          size={48_000_000}
          state={{ kind: 'uploading', share: 0.62 }}
          onCancel={nothing}
        />
        <UploadTile
          name={samples.file}
          mediaType="application/zip"
          size={900}
          state={{ kind: 'failed', words: t('file-too-large') }}
          onCancel={nothing}
        />
        <UploadTile
          name={samples.file}
          mediaType="application/zip"
          size={900}
          state={{ kind: 'failed', words: t('error-unavailable') }}
          onCancel={nothing}
          onRetry={nothing}
        />
        {(['waiting', 'infected', 'failed'] as const).map((reason) => (
          <WithheldTile
            key={reason}
            name={samples.file}
            mediaType="application/pdf"
            size={1_400_000}
            reason={reason}
          />
        ))}
        <Picture name={samples.file} preview={null} href="#" width={640} height={400} />
      </Part>
      <Part name="composer">
        <Composer
          label={samples.short}
          value={draft}
          onInput={setDraft}
          onSend={() => setDraft('')}
          onFiles={nothing}
        />
        <Composer label={samples.short} value={samples.text} onInput={nothing} onSend={nothing} />
        <Composer label={samples.short} value={'å'.repeat(8_012)} onInput={nothing} onSend={nothing} />
        <Composer label={samples.short} value="" onInput={nothing} onSend={nothing} disabled />
      </Part>
      <Part name="queue card">
        {(['open', 'full', 'closed'] as const).map((state) => (
          <QueueCard
            key={state}
            name={samples.short}
            about={samples.text}
            state={state}
            opening={t(state === 'closed' ? 'opens-tomorrow' : 'open-until', { time: '09:00' })}
            wait={state === 'open' ? t('wait-range', { from: 4, to: 7 }) : undefined}
            hours={[
              { days: t('weekday-monday'), spans: '09:00–12:00, 13:00–17:00', today: true },
              { days: t('weekday-saturday'), spans: t('hours-closed'), today: false },
            ]}
            actions={
              <Button look="primary" icon={MessageCircle} wide>
                {samples.short}
              </Button>
            }
          />
        ))}
      </Part>
    </>
  );
}
