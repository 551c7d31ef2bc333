import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import type { Provider } from '../protocol/Provider.ts';
import { OutsideStep, ProviderButtons, useProviders } from '../sign-in/outside.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { toast } from '../ui/toast.tsx';

/** Where a provider sends the browser back to. */
const HERE = '/account';

/** Adds what somebody outside vouches for to who is signed in. Nothing where nobody does. */
export function OutsideWays({ onChange }: { onChange: () => void }): JSX.Element | null {
  const all = useProviders();
  const [chosen, setChosen] = useState<Provider | null>(null);
  if (all === null || all.length === 0) return null;
  const close = (): void => setChosen(null);
  return (
    <>
      <details class="account-more">
        <summary>{t('ways-add-outside')}</summary>
        <p class="small muted">{t('ways-add-outside-about')}</p>
        <div class="outside-ways">
          <ProviderButtons all={all} purpose="link" onChoose={setChosen} />
        </div>
      </details>
      <Dialog
        open={chosen !== null}
        title={t('outside-add', { provider: chosen?.name ?? '' })}
        onClose={close}
      >
        {chosen !== null && (
          <OutsideStep
            provider={chosen}
            purpose="link"
            returnTo={HERE}
            onBack={close}
            onAnswer={() => {
              toast(t('outside-added', { provider: chosen.name }));
              close();
              onChange();
            }}
          />
        )}
      </Dialog>
    </>
  );
}
