import { BadgeCheck, Cake, House, Info } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { language, t } from '../i18n/i18n.ts';
import { call } from '../net/http.ts';
import type { ClientDetails } from '../protocol/ClientDetails.ts';
import { Fact } from './fact.tsx';

/** What is known about whom one talks with; null until it is there. Each look is written down on the server. */
export function useClientDetails(conversation: string): ClientDetails | null {
  const [details, setDetails] = useState<ClientDetails | null>(null);
  useEffect(() => {
    let wanted = true;
    setDetails(null);
    const path = `/api/v1/conversations/${conversation}/customer`;
    void call<ClientDetails>('GET', path, { kind: 'cookie' }).then((outcome) => {
      if (wanted && outcome.ok) setDetails(outcome.value);
    });
    return () => {
      wanted = false;
    };
  }, [conversation]);
  return details;
}

/** Where they live, when they were born, what they want to be known, and how sure it is that it is they. */
export function DetailFacts({ details }: { details: ClientDetails }): JSX.Element {
  const vouched = details.proven_by.map((by) => t(`client-proven-${by}`));
  return (
    <>
      {addressOf(details) !== '' && <Fact icon={House}>{addressOf(details)}</Fact>}
      {details.born_on !== '' && <Fact icon={Cake}>{t('client-born', { day: details.born_on })}</Fact>}
      {details.about !== '' && <Fact icon={Info}>{details.about}</Fact>}
      <Fact icon={BadgeCheck}>
        {vouched.length === 0 ? t('client-unproven') : t('client-proven', { how: vouched.join(', ') })}
      </Fact>
    </>
  );
}

function addressOf({ street, postcode, town, country }: ClientDetails): string {
  const place = [postcode, town].filter((part) => part !== '').join(' ');
  const abroad = country === '' || country === 'SE' ? '' : countryName(country);
  return [street, place, abroad].filter((part) => part !== '').join('\n');
}

function countryName(code: string): string {
  try {
    return new Intl.DisplayNames([language()], { type: 'region' }).of(code) ?? code;
  } catch {
    return code;
  }
}
