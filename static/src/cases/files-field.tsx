import { Paperclip, X } from 'lucide';
import type { JSX } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { failureWords, uploadWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { saveFile } from '../net/http.ts';
import type { FileView } from '../protocol/FileView.ts';
import { mayRetry, type Upload } from '../stores/uploads.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { FileTile, UploadTile } from '../ui/file-tile.tsx';
import { UploadsTotal } from '../ui/uploads-total.tsx';
import { type FieldProps, Group } from './form-fields.tsx';
import type { FormUploads } from './form-uploads.ts';
import { filesIn } from './values.ts';

type Props = FieldProps & { atMost: number; upload: FormUploads | null };

/** Files for one field: chosen or dropped, seen on their way up, taken away again. */
export function FilesField({ atMost, upload, value, onChange, ...field }: Props): JSX.Element {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [left, setLeft] = useState(0);
  const there = filesIn(value);
  const underWay = upload?.of(field.name) ?? [];
  const room = atMost - there.length - underWay.length;
  const offer = (list: FileList | null | undefined): void => {
    const files = [...(list ?? [])];
    if (files.length === 0 || upload === null) return;
    setLeft(Math.max(0, files.length - room));
    const taken = files.slice(0, Math.max(0, room));
    if (taken.length > 0) void upload.add(field.name, taken);
  };
  const trouble = upload?.trouble.value;
  const stopped = trouble?.field === field.name ? failureWords(trouble.failure) : undefined;
  const tooMany = left > 0 ? t('case-files-left', { left, max: atMost }) : undefined;
  return (
    <Group
      id={id}
      role="group"
      label={field.label}
      hint={field.hint ?? t('case-files-hint', { max: atMost })}
      error={stopped ?? tooMany ?? field.error}
      optional={field.optional}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way in; the button is the keyboard's. */}
      <div
        class="case-files"
        onDragOver={(e) => e.dataTransfer?.types.includes('Files') && e.preventDefault()}
        onDrop={(e) => {
          e.preventDefault();
          offer(e.dataTransfer?.files);
        }}
      >
        {there.map((file) => (
          <Arrived
            key={file}
            file={upload?.known.value[file]}
            upload={upload}
            onRemove={() => onChange(there.filter((one) => one !== file))}
          />
        ))}
        <UploadsTotal of={underWay} />
        {upload !== null &&
          underWay.map((one) => <OnItsWay key={one.id} field={field.name} one={one} upload={upload} />)}
        {upload === null && <p class="small muted">{t('case-files-later')}</p>}
        {upload !== null && room > 0 && (
          <Button icon={Paperclip} aria-describedby={`${id}-hint`} onClick={() => input.current?.click()}>
            {t(there.length + underWay.length === 0 ? 'case-files-choose' : 'case-files-more')}
          </Button>
        )}
        <input
          ref={input}
          type="file"
          multiple={atMost > 1}
          hidden
          aria-label={field.label}
          onChange={(e) => {
            offer(e.currentTarget.files);
            e.currentTarget.value = '';
          }}
        />
      </div>
    </Group>
  );
}

type ArrivedProps = { file: FileView | undefined; upload: FormUploads | null; onRemove: () => void };

function Arrived({ file, upload, onRemove }: ArrivedProps): JSX.Element {
  const name = file?.name ?? t('case-file-nameless');
  const authority = upload?.authority() ?? null;
  const open =
    file === undefined || authority === null || authority.kind === 'cookie'
      ? undefined
      : (e: MouseEvent): void => {
          e.preventDefault();
          void saveFile(`/api/v1/files/${file.id}`, file.name, authority);
        };
  return (
    <div class="case-file">
      {file === undefined ? (
        <span class="file-tile">{name}</span>
      ) : (
        <FileTile
          name={file.name}
          mediaType={file.media_type}
          size={file.size}
          href={`/api/v1/files/${file.id}`}
          onOpen={open}
        />
      )}
      <IconButton icon={X} label={t('case-file-remove', { name })} iconSize={16} onClick={onRemove} />
    </div>
  );
}

function OnItsWay({ field, one, upload }: { field: string; one: Upload; upload: FormUploads }): JSX.Element {
  return (
    <UploadTile
      name={one.file.name}
      mediaType={one.file.type}
      size={one.file.size}
      state={
        one.state.kind === 'uploading' ? one.state : { kind: 'failed', words: uploadWords(one.state.failure) }
      }
      onCancel={() => upload.cancel(field, one.id)}
      onRetry={mayRetry(one) ? () => upload.retry(field, one.id) : undefined}
    />
  );
}
