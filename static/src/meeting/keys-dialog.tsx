import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { Dialog } from '../ui/dialog.tsx';
import { SHORTCUTS } from './call-keys.ts';

/** The keys of the call. */
export function KeysDialog({ open, onClose }: { open: boolean; onClose: () => void }): JSX.Element {
  return (
    <Dialog open={open} title={t('shortcuts')} onClose={onClose}>
      <dl class="keys">
        {SHORTCUTS.map(({ deed, key }) => (
          <div key={deed}>
            <dt>{t(`deed-${deed}`)}</dt>
            <dd>
              <kbd>{key}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
