import { Paperclip, X } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { failureWords, uploadWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { exactly, relative } from '../i18n/time.ts';
import type { Authority } from '../net/http.ts';
import type { CaseFile } from '../protocol/CaseFile.ts';
import type { FileView } from '../protocol/FileView.ts';
import type { StepView } from '../protocol/StepView.ts';
import { mayRetry, type Upload } from '../stores/uploads.ts';
import { Button, IconButton, LinkButton } from '../ui/button.tsx';
import { UploadTile } from '../ui/file-tile.tsx';
import { MessageFile } from '../ui/message-file.tsx';
import type { Arrived, StepUploads } from './step-uploads.ts';

/** What can be done with the files of steps. */
export type FileDeeds = {
  /** As whom they are fetched; null for nobody. */
  authority: () => Authority | null;
  uploads: StepUploads;
  add: (step: StepView, files: readonly File[]) => void;
  remove: (step: string, file: FileView) => Promise<void>;
};

type Props = {
  step: StepView;
  now: Date;
  /** Whether the reader may add and remove. */
  may: boolean;
  deeds: FileDeeds;
};

/** The files of a step: to look at, on their way, and one or many more to be chosen or dropped. */
export function StepFiles({ step, now, may, deeds }: Props): JSX.Element | null {
  const input = useRef<HTMLInputElement>(null);
  const { uploads } = deeds;
  const here = step.files.map(({ file }) => file.id);
  useEffect(() => uploads.renew(step.id, here), [step.files]);
  const underWay = uploads.of(step.id);
  const waiting = uploads.arrived(step.id).filter(({ file }) => !here.includes(file.id));
  const isEmpty = here.length + underWay.length + waiting.length === 0;
  if (isEmpty && !may) return null;
  const offer = (files: FileList | null | undefined): void => {
    if (may && files != null && files.length > 0) deeds.add(step, [...files]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way in; the button is the keyboard's.
    <div
      class="step-files"
      onDragOver={(e) => may && e.dataTransfer?.types.includes('Files') && e.preventDefault()}
      onDrop={(e) => {
        e.preventDefault();
        offer(e.dataTransfer?.files);
      }}
    >
      {!isEmpty && (
        <ul class="step-file-list">
          {step.files.map((one) => (
            <li key={one.file.id}>
              <Added one={one} step={step} now={now} may={may} deeds={deeds} />
            </li>
          ))}
          {waiting.map((one) => (
            <li key={one.file.id}>
              <Waiting one={one} deeds={deeds} />
            </li>
          ))}
          {underWay.map((one) => (
            <li key={one.id}>
              <OnItsWay step={step.id} one={one} uploads={uploads} />
            </li>
          ))}
        </ul>
      )}
      {may && (
        <>
          <Button icon={Paperclip} data-deed="attach" onClick={() => input.current?.click()}>
            {t(isEmpty ? 'step-files-add' : 'step-files-more')}
          </Button>
          <input
            ref={input}
            type="file"
            multiple
            hidden
            aria-label={t('step-files-add')}
            onChange={(e) => {
              offer(e.currentTarget.files);
              e.currentTarget.value = '';
            }}
          />
        </>
      )}
    </div>
  );
}

type AddedProps = { one: CaseFile; step: StepView; now: Date; may: boolean; deeds: FileDeeds };

function Added({ one, step, now, may, deeds }: AddedProps): JSX.Element {
  const [busy, setBusy] = useState(false);
  const as = deeds.authority();
  const at = new Date(one.at);
  const remove = (): void => {
    setBusy(true);
    void deeds.remove(step.id, one.file).finally(() => setBusy(false));
  };
  return (
    <>
      <div class="step-file">
        {as !== null && <MessageFile file={one.file} authority={as} />}
        {may && (
          <IconButton
            icon={X}
            iconSize={16}
            label={t('step-file-remove', { name: one.file.name })}
            disabled={busy}
            onClick={remove}
          />
        )}
      </div>
      <p class="small muted">
        <bdi>{one.by}</bdi> ·{' '}
        <time dateTime={one.at} title={exactly(at)}>
          {relative(at, now)}
        </time>
      </p>
    </>
  );
}

/** It has come up; that it belongs to the step is on its way, or didn't go. */
function Waiting({ one, deeds }: { one: Arrived; deeds: FileDeeds }): JSX.Element | null {
  const as = deeds.authority();
  if (as === null) return null;
  return (
    <>
      <MessageFile file={one.file} authority={as} />
      <p class="small muted" role="status">
        {one.state.kind === 'failed' ? (
          <>
            {failureWords(one.state.failure)}{' '}
            <LinkButton onClick={() => deeds.uploads.addAgain(one.file.id)}>{t('try-again')}</LinkButton>{' '}
            <LinkButton onClick={() => deeds.uploads.drop(one.file.id)}>{t('discard')}</LinkButton>
          </>
        ) : (
          t('step-file-adding')
        )}
      </p>
    </>
  );
}

function OnItsWay(props: { step: string; one: Upload; uploads: StepUploads }): JSX.Element {
  const { step, one, uploads } = props;
  return (
    <UploadTile
      name={one.file.name}
      mediaType={one.file.type}
      size={one.file.size}
      state={
        one.state.kind === 'uploading' ? one.state : { kind: 'failed', words: uploadWords(one.state.failure) }
      }
      onCancel={() => uploads.cancel(step, one.id)}
      onRetry={mayRetry(one) ? () => uploads.retry(step, one.id) : undefined}
    />
  );
}
