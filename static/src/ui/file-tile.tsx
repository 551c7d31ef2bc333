import { CircleAlert, Download, File, FileText, Image as ImageIcon, X } from 'lucide';
import type { JSX } from 'preact';
import { language, t } from '../i18n/i18n.ts';
import { IconButton, LinkButton } from './button.tsx';
import './file-tile.css';
import { Icon } from './icon.tsx';

type Opened = {
  /** Takes the press instead of the address, where fetching needs more than a link can carry. */
  onOpen?: ((e: MouseEvent) => void) | undefined;
};
type FileProps = Opened & { name: string; mediaType: string; size: number; href: string };

/** A file to fetch. */
export function FileTile({ name, mediaType, size, href, onOpen }: FileProps): JSX.Element {
  return (
    <a class="file-tile" href={href} download={name} target="_blank" rel="noopener" onClick={onOpen}>
      <span class="file-tile-mark">
        <Icon of={iconFor(mediaType)} />
      </span>
      <span>
        <bdi class="file-tile-name">{name}</bdi>
        <span class="file-tile-about">{sizeInWords(size)}</span>
      </span>
      <Icon of={Download} />
    </a>
  );
}

type WithheldProps = {
  name: string;
  mediaType: string;
  size: number;
  /** Why nobody is given it: it waits to be looked at, was found harmful, or can't be looked at. */
  reason: 'waiting' | 'infected' | 'failed';
};

/** A file that the server gives to nobody. */
export function WithheldTile({ name, mediaType, size, reason }: WithheldProps): JSX.Element {
  const failed = reason !== 'waiting';
  return (
    <div class={`file-tile${failed ? ' file-tile-failed' : ''}`}>
      <span class="file-tile-mark">
        <Icon of={failed ? CircleAlert : iconFor(mediaType)} />
      </span>
      <span>
        <bdi class="file-tile-name">{name}</bdi>
        <span class="file-tile-about">
          {sizeInWords(size)} · {t(`file-scan-${reason}`)}
        </span>
      </span>
    </div>
  );
}

type PictureProps = Opened & {
  name: string;
  /** Null while it is being fetched: its place is kept. */
  preview: string | null;
  href: string;
  width: number;
  height: number;
};

/** A picture's preview in the place kept for it; opens the whole one. */
export function Picture({ name, preview, href, width, height, onOpen }: PictureProps): JSX.Element {
  return (
    <a
      class="picture"
      href={href}
      target="_blank"
      rel="noopener"
      onClick={onOpen}
      style={{
        aspectRatio: `${width} / ${height}`,
        inlineSize: `min(${width}px, 100%, ${(18 * width) / height}rem)`,
      }}
    >
      {preview === null ? (
        <span class="visually-hidden">{name}</span>
      ) : (
        <img src={preview} alt={name} width={width} height={height} loading="lazy" decoding="async" />
      )}
    </a>
  );
}

type UploadProps = {
  name: string;
  mediaType: string;
  size: number;
  /** Share sent so far and whether it waits for the network, or why it stopped. */
  state: { kind: 'uploading'; share: number; waits?: boolean } | { kind: 'failed'; words: string };
  onCancel: () => void;
  /** Absent where trying again can't help. */
  onRetry?: (() => void) | undefined;
};

/** A file on its way up. */
export function UploadTile({ name, mediaType, size, state, onCancel, onRetry }: UploadProps): JSX.Element {
  const failed = state.kind === 'failed';
  return (
    <div class={`file-tile${failed ? ' file-tile-failed' : ''}`}>
      <span class="file-tile-mark">
        <Icon of={failed ? CircleAlert : iconFor(mediaType)} />
      </span>
      <span>
        <bdi class="file-tile-name">{name}</bdi>
        {failed ? (
          <span class="file-tile-about">
            {state.words}{' '}
            {onRetry !== undefined && <LinkButton onClick={onRetry}>{t('try-again')}</LinkButton>}
          </span>
        ) : (
          <>
            <span class="file-tile-about">
              {state.waits
                ? t('upload-waits')
                : t('upload-progress', { sent: sizeInWords(state.share * size), size: sizeInWords(size) })}
            </span>
            <progress max={1} value={state.share} aria-label={t('uploading', { name })} />
          </>
        )}
      </span>
      <IconButton
        icon={X}
        label={failed ? t('discard') : t('upload-cancel')}
        iconSize={16}
        onClick={onCancel}
      />
    </div>
  );
}

/** "1,4 MB" */
export function sizeInWords(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return new Intl.NumberFormat(language(), {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: step > 1 ? 1 : 0,
  }).format(bytes / 1000 ** step);
}

function iconFor(mediaType: string): typeof File {
  if (mediaType.startsWith('image/')) return ImageIcon;
  if (mediaType.startsWith('text/') || mediaType === 'application/pdf') return FileText;
  return File;
}
