import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { SignInPanel } from '../sign-in/panel.tsx';
import { Preferences } from '../ui/preferences.tsx';
import { enter } from './session.ts';

/** Where staff say who they are. */
export function SignInPage(): JSX.Element {
  return (
    <div class="sign-in">
      <SignInPanel about={t('sign-in-about')} next={location.pathname + location.search} onDone={enter} />
      <footer class="sign-in-foot">
        <Preferences />
      </footer>
    </div>
  );
}
