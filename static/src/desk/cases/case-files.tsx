import { Paperclip } from 'lucide';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { uploadWords } from '../../i18n/failure.ts';
import { t } from '../../i18n/i18n.ts';
import { exactly, when } from '../../i18n/time.ts';
import type { CaseView } from '../../protocol/CaseView.ts';
import { mayRetry } from '../../stores/uploads.ts';
import { IconButton } from '../../ui/button.tsx';
import { FileTile, UploadTile } from '../../ui/file-tile.tsx';
import { UploadsTotal } from '../../ui/uploads-total.tsx';
import { lately } from '../clock.ts';
import { sayFailure, uploads } from '../connection.ts';
import type { LiveCase } from './case-live.ts';
import { Section } from './case-side.tsx';

/** All that was sent in the case, newest first, with what is on its way. */
export function CaseFiles({ live, view }: { live: LiveCase; view: CaseView }): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const rising = uploads.items.value.filter((upload) => upload.conversation === view.papers);
  return (
    <Section
      title={t('case-files')}
      deed={
        view.policy.write && (
          <>
            <IconButton
              icon={Paperclip}
              iconSize={16}
              label={t('attach')}
              onClick={() => input.current?.click()}
            />
            <input
              ref={input}
              type="file"
              multiple
              hidden
              aria-label={t('attach')}
              onChange={(e) => {
                const files = [...(e.currentTarget.files ?? [])];
                e.currentTarget.value = '';
                void live.join().then((joined) => {
                  if (joined.ok) uploads.add(view.papers, files);
                  else sayFailure(joined.failure);
                });
              }}
            />
          </>
        )
      }
    >
      {view.files.length === 0 && rising.length === 0 && <p class="small muted">{t('case-files-none')}</p>}
      <UploadsTotal of={rising} />
      {rising.map((upload) => (
        <UploadTile
          key={upload.id}
          name={upload.file.name}
          mediaType={upload.file.type}
          size={upload.file.size}
          state={
            upload.state.kind === 'failed'
              ? { kind: 'failed', words: uploadWords(upload.state.failure) }
              : upload.state
          }
          onCancel={() => uploads.cancel(upload.id)}
          onRetry={mayRetry(upload) ? () => uploads.retry(upload.id) : undefined}
        />
      ))}
      <ul class="case-file-list">
        {view.files.map(({ file, by, at }) => (
          <li key={file.id}>
            <FileTile
              name={file.name}
              mediaType={file.media_type}
              size={file.size}
              href={`/api/v1/files/${file.id}`}
            />
            <span class="small muted" title={exactly(new Date(at))}>
              <bdi>{by}</bdi> · {when(new Date(at), new Date(lately.value))}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
