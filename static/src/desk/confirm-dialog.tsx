import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

type Props = {
  open: boolean;
  title: string;
  /** What happens, for the button that does it. */
  go: string;
  /** For the button that leaves all as it is; "cancel" unless told. */
  keep?: string;
  /** Whether the keyboard begins at the button that does it. */
  ready?: boolean;
  /** Does it; closed after true. */
  act: () => Promise<boolean>;
  onClose: () => void;
  children: ComponentChildren;
};

/** Asks before what can't be undone. */
export function ConfirmDialog({ open, title, go, keep, ready, act, onClose, children }: Props): JSX.Element {
  const [busy, setBusy] = useState(false);
  return (
    <Dialog
      open={open}
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{keep ?? t('cancel')}</Button>
          <Button
            look="danger"
            busy={busy}
            autofocus={ready}
            onClick={async () => {
              setBusy(true);
              const done = await act();
              setBusy(false);
              if (done) onClose();
            }}
          >
            {go}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
