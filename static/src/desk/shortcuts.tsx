import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Check } from '../ui/native-field.tsx';
import { CASE_SHORTCUTS, LIST_SHORTCUTS } from './cases/case-keys.ts';
import { SHORTCUTS } from './keys.ts';

const OFF = 'samtal.letters-off';
const letters = signal(localStorage.getItem(OFF) === null);

/** Whether single letters do anything; who speaks to the machine or hits keys by mistake turns them off (WCAG 2.1.4). */
export const lettersOn: ReadonlySignal<boolean> = letters;

/** Which keys do what. */
export function Shortcuts({ open, onClose }: { open: boolean; onClose: () => void }): JSX.Element {
  return (
    <Dialog open={open} title={t('shortcuts')} onClose={onClose}>
      <Keys rows={SHORTCUTS.map(({ deed, keys }) => ({ words: t(`deed-${deed}`), keys }))} />
      <h3>{t('case-list-keys')}</h3>
      <Keys rows={LIST_SHORTCUTS.map(({ deed, keys }) => ({ words: t(`case-list-deed-${deed}`), keys }))} />
      <h3>{t('case-keys')}</h3>
      <Keys rows={CASE_SHORTCUTS.map(({ deed, keys }) => ({ words: t(`case-deed-${deed}`), keys }))} />
      <Check
        label={t('letters')}
        checked={letters.value}
        onChange={(on) => {
          letters.value = on;
          if (on) localStorage.removeItem(OFF);
          else localStorage.setItem(OFF, '1');
        }}
      />
    </Dialog>
  );
}

function Keys({ rows }: { rows: readonly { words: string; keys: readonly string[] }[] }): JSX.Element {
  return (
    <dl class="shortcuts">
      {rows.map(({ words, keys }) => (
        <div key={words}>
          <dt>{words}</dt>
          <dd>
            {keys.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
