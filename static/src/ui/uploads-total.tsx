import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import type { Upload } from '../stores/uploads.ts';
import { sizeInWords } from './file-tile.tsx';

/** How far several files have come together; nothing for one, which tells for itself. */
export function UploadsTotal({ of }: { of: readonly Upload[] }): JSX.Element | null {
  const under = of.flatMap(({ file, state }) =>
    state.kind === 'uploading' ? [{ size: file.size, sent: file.size * state.share }] : [],
  );
  if (under.length < 2) return null;
  const sum = (each: (one: { size: number; sent: number }) => number): string =>
    sizeInWords(under.reduce((all, one) => all + each(one), 0));
  return (
    <p class="small muted">
      {t('uploads-total', { n: under.length, sent: sum(({ sent }) => sent), size: sum(({ size }) => size) })}
    </p>
  );
}
