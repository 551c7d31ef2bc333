import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { PortalHead } from '../portal/head.tsx';
import '../portal/portal.css';
import { Toaster } from '../ui/toast.tsx';
import { pathAfter, wishedPath } from './own-path.ts';
import { SignInPanel, type Step } from './panel.tsx';
import { OVER } from './returning-step.tsx';

/** What the address asks for. A provider's answer in it works once: reloading or sharing it does nothing more. */
const first = firstStep(new URLSearchParams(location.search));

/** Where customers say who they are, or become somebody. Staff find their way in here too. */
export function SignInPage(): JSX.Element {
  return (
    <div class="portal">
      <PortalHead />
      <div class="portal-one">
        <SignInPanel
          about={t('sign-in-about-customer')}
          next={wishedPath('/')}
          first={first}
          canCreate
          onDone={(me, returnTo) => location.assign(pathAfter(returnTo, me.staff !== null))}
        />
      </div>
      <Toaster />
    </div>
  );
}

function firstStep(asked: URLSearchParams): Step {
  const attempt = asked.get('attempt');
  const isBack = attempt !== null || asked.has('fault');
  if (isBack) history.replaceState(null, '', location.pathname);
  if (attempt !== null) return { kind: 'returning', attempt };
  if (isBack) return { kind: 'password', problem: OVER };
  return { kind: asked.has('create') ? 'create' : 'password' };
}
