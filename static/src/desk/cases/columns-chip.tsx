import { ArrowDown, ArrowUp } from 'lucide';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import { IconButton } from '../../ui/button.tsx';
import { Check } from '../../ui/native-field.tsx';
import { Chip } from './chip.tsx';
import { ALWAYS, COLUMNS, type ColumnKey, shifted, turned } from './columns.ts';
import { useFocusKept } from './use-focus-kept.ts';

type Props = { columns: readonly ColumnKey[]; onColumns: (columns: readonly ColumnKey[]) => void };

/** Which columns the list has, and in which order: those that it has stand first. */
export function ColumnsChip({ columns, onColumns }: Props): JSX.Element {
  const root = useRef<HTMLSpanElement>(null);
  const pressed = useFocusKept(root);
  return (
    <span class="case-columns" ref={root}>
      <Chip label={t('case-columns')} chosen={null} onClear={() => undefined}>
        <fieldset class="chip-choices">
          <legend class="visually-hidden">{t('case-columns')}</legend>
          {[...columns, ...COLUMNS.filter((column) => !columns.includes(column))].map((column) => (
            <Line key={column} column={column} columns={columns} onColumns={onColumns} pressed={pressed} />
          ))}
        </fieldset>
      </Chip>
    </span>
  );
}

type LineProps = Props & { column: ColumnKey; pressed: (line: string, deed: string) => void };

function Line({ column, columns, onColumns, pressed }: LineProps): JSX.Element {
  const name = t(`case-column-${column}`);
  const at = columns.indexOf(column);
  const shift = (by: 1 | -1, deed: string): void => {
    pressed(column, deed);
    onColumns(shifted(columns, column, by));
  };
  return (
    <div class="column-choice" data-line={column}>
      <Check
        label={name}
        checked={at >= 0}
        disabled={ALWAYS.includes(column)}
        onChange={() => {
          pressed(column, 'turn');
          onColumns(turned(columns, column));
        }}
      />
      {at >= 0 && (
        <>
          <IconButton
            icon={ArrowUp}
            iconSize={14}
            label={t('case-column-earlier', { name })}
            data-deed="earlier"
            disabled={at === 0}
            onClick={() => shift(-1, 'earlier')}
          />
          <IconButton
            icon={ArrowDown}
            iconSize={14}
            label={t('case-column-later', { name })}
            data-deed="later"
            disabled={at === columns.length - 1}
            onClick={() => shift(1, 'later')}
          />
        </>
      )}
    </div>
  );
}
