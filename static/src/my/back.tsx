import { ArrowLeft } from 'lucide';
import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from './link.tsx';

/** The way back to one's cases. */
export function Back(): JSX.Element {
  return (
    <p>
      <Link to={{ page: 'list' }} class="my-back">
        <Icon of={ArrowLeft} size={16} />
        {t('head-cases')}
      </Link>
    </p>
  );
}
