import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Check } from '../ui/native-field.tsx';
import { SHORTCUTS } from './keys.ts';

const OFF = 'samtal.letters-off';
const letters = signal(localStorage.getItem(OFF) === null);

/** Whether single letters do anything; who speaks to the machine or hits keys by mistake turns them off (WCAG 2.1.4). */
export const lettersOn: ReadonlySignal<boolean> = letters;

/** Which keys do what. */
export function Shortcuts({ open, onClose }: { open: boolean; onClose: () => void }): JSX.Element {
  return (
    <Dialog open={open} title={t('shortcuts')} onClose={onClose}>
      <dl class="shortcuts">
        {SHORTCUTS.map(({ deed, keys }) => (
          <div key={deed}>
            <dt>{t(`deed-${deed}`)}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
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
