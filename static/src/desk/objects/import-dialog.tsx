import { FileUp } from 'lucide';
import type { JSX } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { failureWords } from '../../i18n/failure.ts';
import { t } from '../../i18n/i18n.ts';
import type { Failure } from '../../net/socket.ts';
import type { ImportFault } from '../../protocol/ImportFault.ts';
import type { ImportReport } from '../../protocol/ImportReport.ts';
import type { TextEncoding } from '../../protocol/TextEncoding.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Banner } from '../../ui/panel.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { toast } from '../../ui/toast.tsx';
import { doImport, tryImport } from './object-calls.ts';
import { doesSomething, separatorName } from './object-form.ts';

const ENCODINGS: Record<TextEncoding, string> = {
  'utf-8': 'UTF-8',
  'utf-16': 'UTF-16',
  'windows-1252': 'Windows-1252',
};

type Tried = { file: File; report: ImportReport };

/** A file is tried first, and read in when nothing is wrong with it. */
export function ImportDialog({ onClose, onDone }: { onClose: () => void; onDone: () => void }): JSX.Element {
  const [tried, setTried] = useState<Tried | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);

  const tries = async (file: File): Promise<void> => {
    setBusy(true);
    const outcome = await tryImport(file);
    setBusy(false);
    setFailure(outcome.ok ? null : outcome.failure);
    setTried(outcome.ok ? { file, report: outcome.value } : null);
  };
  const reads = async ({ file }: Tried): Promise<void> => {
    setBusy(true);
    const outcome = await doImport(file);
    setBusy(false);
    if (!outcome.ok) return setFailure(outcome.failure);
    const { created, changed } = outcome.value;
    toast(t('import-done', { created, changed }));
    onDone();
  };
  const ready = tried !== null && doesSomething(tried.report);
  return (
    <Dialog
      open
      title={t('import')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <FileButton
            busy={busy}
            again={tried !== null}
            primary={!ready}
            onFile={(file) => void tries(file)}
          />
          {tried !== null && ready && (
            <Button look="primary" busy={busy} onClick={() => void reads(tried)}>
              {t('import-go', { n: tried.report.created + tried.report.changed })}
            </Button>
          )}
        </>
      }
    >
      <div>
        <div role="alert" class="import-alert">
          {failure !== null && <Banner look="danger">{importFailureWords(failure)}</Banner>}
        </div>
        {tried === null ? <About /> : <Report {...tried} />}
      </div>
    </Dialog>
  );
}

function importFailureWords(failure: Failure): string {
  return failure.code === 'too_large' ? t('import-too-large') : failureWords(failure);
}

type FileButtonProps = { busy: boolean; again: boolean; primary: boolean; onFile: (file: File) => void };

/** The browser's own way to choose a file, behind a button that looks like the others. */
function FileButton({ busy, again, primary, onFile }: FileButtonProps): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  return (
    <>
      <input
        ref={input}
        id={id}
        class="visually-hidden"
        type="file"
        accept=".csv,.txt,.tsv,text/csv"
        tabIndex={-1}
        aria-label={t('import-file')}
        onChange={(e) => {
          const file = e.currentTarget.files?.[0];
          // The same file, mended meanwhile, can be chosen again.
          e.currentTarget.value = '';
          if (file !== undefined) onFile(file);
        }}
      />
      <Button
        icon={FileUp}
        look={primary ? 'primary' : 'secondary'}
        busy={busy}
        onClick={() => input.current?.click()}
      >
        {t(again ? 'import-another' : 'import-choose')}
      </Button>
    </>
  );
}

function About(): JSX.Element {
  return (
    <div class="import-about">
      <p>{t('import-about')}</p>
      <p class="muted small">{t('import-columns')}</p>
      <p class="muted small">{t('import-rules')}</p>
    </div>
  );
}

/** What the file would do, or what is wrong with it. */
function Report({ file, report }: Tried): JSX.Element {
  const { faulty, faults, ignored, encoding, rows } = report;
  if (faults.some((one) => one.fault === 'not_text')) {
    return (
      <div class="import-report">
        <strong class="import-file">{file.name}</strong>
        <div role="status" class="import-verdict">
          <Banner look="warning">{t('fault-not-text')}</Banner>
        </div>
      </div>
    );
  }
  const read = t('import-read', {
    rows,
    encoding: ENCODINGS[encoding],
    separator: t(`separator-${separatorName(report)}`),
  });
  return (
    <div class="import-report">
      <div>
        <strong class="import-file">{file.name}</strong>
        <p class="muted small">{read}</p>
      </div>
      <div role="status" class="import-verdict">
        {faulty > 0 ? (
          <Banner look="warning">{t('import-faulty', { n: faulty })}</Banner>
        ) : (
          !doesSomething(report) && <Banner>{t('import-nothing')}</Banner>
        )}
      </div>
      {faulty === 0 && (
        <dl class="import-counts">
          <Count words={t('import-created')} n={report.created} />
          <Count words={t('import-changed')} n={report.changed} />
          <Count words={t('import-unchanged')} n={report.unchanged} />
        </dl>
      )}
      {faults.length > 0 && (
        <Table
          caption={t('import-faults')}
          columns={faultColumns()}
          rows={faults}
          rowKey={(fault) => `${fault.line} ${fault.column ?? ''} ${fault.fault}`}
        />
      )}
      {faulty > faults.length && (
        <p class="muted small">{t('import-more-faults', { n: faulty - faults.length })}</p>
      )}
      {ignored.length > 0 && (
        <p class="muted small">{t('import-ignored', { columns: ignored.join(', ') })}</p>
      )}
    </div>
  );
}

function Count({ words, n }: { words: string; n: number }): JSX.Element {
  return (
    <div>
      <dt>{words}</dt>
      <dd>{n}</dd>
    </div>
  );
}

function faultColumns(): readonly Column<ImportFault>[] {
  return [
    { key: 'line', title: t('import-line'), number: true, cell: (one) => one.line },
    {
      key: 'column',
      title: t('import-column'),
      cell: (one) => (one.column == null ? t('import-whole-row') : t(`object-${one.column}`)),
    },
    {
      key: 'fault',
      title: t('import-fault'),
      cell: (one) => (
        <>
          {t(`fault-${one.fault.replaceAll('_', '-')}`)}
          {one.value !== '' && (
            <>
              {' '}
              <q class="import-value" dir="auto">
                {one.value}
              </q>
            </>
          )}
        </>
      ),
    },
  ];
}
