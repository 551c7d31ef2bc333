import { Paperclip } from 'lucide';
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { failureWords, uploadWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { exactly, relative } from '../i18n/time.ts';
import type { CaseFile } from '../protocol/CaseFile.ts';
import type { CaseView } from '../protocol/CaseView.ts';
import type { Outgoing } from '../stores/outbox.ts';
import { mayRetry } from '../stores/uploads.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { UploadTile } from '../ui/file-tile.tsx';
import { MessageFile } from '../ui/message-file.tsx';
import { UploadsTotal } from '../ui/uploads-total.tsx';
import { Part } from './part.tsx';
import { authority, discardOutgoing, outgoing, retryOutgoing, uploads } from './session.ts';

/** So many are seen at once; the rest when asked for. */
const FIRST = 12;

/** All files of the case, and a way to send more. */
export function FilesPart({ view }: { view: CaseView }): JSX.Element {
  const [whole, setWhole] = useState(false);
  const here = new Set(view.files.map(({ file }) => file.id));
  const underWay = uploads.items.value.filter((one) => one.conversation === view.papers);
  const waiting = outgoing.value.filter(
    (one) => one.conversation === view.papers && one.body.kind === 'file' && !here.has(one.body.file.id),
  );
  const shown = whole ? view.files : view.files.slice(0, FIRST);
  const isEmpty = view.files.length + underWay.length + waiting.length === 0;
  return (
    <Part
      id="files"
      title={t('my-part-files')}
      action={view.policy.write && <Add onFiles={(files) => uploads.add(view.papers, files)} />}
    >
      {isEmpty && <p class="muted">{t(view.policy.write ? 'my-files-none' : 'my-files-none-ended')}</p>}
      <div class="my-files">
        <UploadsTotal of={underWay} />
        {underWay.map((one) => (
          <UploadTile
            key={one.id}
            name={one.file.name}
            mediaType={one.file.type}
            size={one.file.size}
            state={
              one.state.kind === 'uploading'
                ? one.state
                : { kind: 'failed', words: uploadWords(one.state.failure) }
            }
            onCancel={() => uploads.cancel(one.id)}
            onRetry={mayRetry(one) ? () => uploads.retry(one.id) : undefined}
          />
        ))}
        {waiting.map((one) => (
          <Waiting key={one.client_id} one={one} />
        ))}
        {shown.map((file) => (
          <Sent key={file.file.id} sent={file} />
        ))}
      </div>
      {view.files.length > shown.length && (
        <Button onClick={() => setWhole(true)}>{t('my-files-all', { n: view.files.length })}</Button>
      )}
    </Part>
  );
}

function Add({ onFiles }: { onFiles: (files: File[]) => void }): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button icon={Paperclip} onClick={() => input.current?.click()}>
        {t('my-files-add')}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t('my-files-add')}
        onChange={(e) => {
          onFiles([...(e.currentTarget.files ?? [])]);
          e.currentTarget.value = '';
        }}
      />
    </>
  );
}

/** It has arrived; that it belongs to the case is on its way. */
function Waiting({ one }: { one: Outgoing }): JSX.Element | null {
  const as = authority();
  if (one.body.kind !== 'file' || as === null) return null;
  return (
    <div class="my-file">
      <MessageFile file={one.body.file} authority={as} />
      <p class="small muted" role="status">
        {one.state.kind === 'failed' ? (
          <>
            {failureWords(one.state.failure)}{' '}
            <LinkButton onClick={() => retryOutgoing(one.client_id)}>{t('try-again')}</LinkButton>{' '}
            <LinkButton onClick={() => discardOutgoing(one.client_id)}>{t('discard')}</LinkButton>
          </>
        ) : (
          t(one.state.kind === 'sent' ? 'delivery-sent' : 'delivery-sending')
        )}
      </p>
    </div>
  );
}

function Sent({ sent }: { sent: CaseFile }): JSX.Element {
  const as = authority();
  const at = new Date(sent.at);
  return (
    <div class="my-file">
      {as !== null && <MessageFile file={sent.file} authority={as} />}
      <p class="small muted">
        <bdi>{sent.by}</bdi> ·{' '}
        <time dateTime={sent.at} title={exactly(at)}>
          {relative(at, new Date())}
        </time>
      </p>
    </div>
  );
}
