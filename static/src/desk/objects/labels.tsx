import { ArrowLeft, Printer } from 'lucide';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import type { ObjectView } from '../../protocol/ObjectView.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Banner } from '../../ui/panel.tsx';
import './labels.css';
import { labelOf } from './object-calls.ts';

/** On a sheet of three by seven. */
const SHEET = 21;

/** Labels as they come on paper: sheets of 21, which the browser prints as they are. */
export function Labels({
  objects,
  onBack,
}: {
  objects: readonly ObjectView[];
  onBack: () => void;
}): JSX.Element {
  const root = useRef<HTMLElement>(null);
  const [failed, setFailed] = useState(false);
  const [busy, setBusy] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  const sheets = Array.from({ length: Math.ceil(objects.length / SHEET) }, (_, at) =>
    objects.slice(at * SHEET, (at + 1) * SHEET),
  );
  // What is still on its way would come out white.
  const print = async (): Promise<void> => {
    setBusy(true);
    const drawings = [...(root.current?.querySelectorAll('img') ?? [])];
    const drawn = await Promise.allSettled(drawings.map((drawing) => drawing.decode()));
    setBusy(false);
    const missing = drawn.some((one) => one.status === 'rejected');
    setFailed(missing);
    if (!missing) globalThis.print();
  };
  return (
    <div class="labels">
      <header class="settings-head">
        <IconButton icon={ArrowLeft} label={t('objects-back')} onClick={onBack} />
        <h1 ref={heading} tabIndex={-1}>
          {t('labels-title', { n: objects.length })}
        </h1>
        <Button icon={Printer} look="primary" busy={busy} onClick={() => void print()}>
          {t('labels-print')}
        </Button>
      </header>
      <main ref={root}>
        <p class="muted labels-about">{t('labels-about')}</p>
        <div role="alert" class="labels-about">
          {failed && <Banner look="warning">{t('labels-failed')}</Banner>}
        </div>
        <div class="labels-sheets">
          {sheets.map((sheet, at) => (
            <ol key={at} class="labels-sheet" aria-label={t('labels-sheet', { n: at + 1 })}>
              {sheet.map((object) => (
                <li key={object.id}>
                  <img src={labelOf(object)} alt={`${object.number} ${object.name}`} />
                </li>
              ))}
            </ol>
          ))}
        </div>
      </main>
    </div>
  );
}
