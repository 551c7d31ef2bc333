/* Countries that people here live in, by ISO 3166-1. Their names are the browser's own. */
import { language, t } from '../i18n/i18n.ts';
import type { Option } from '../ui/field.tsx';

/** The Nordic ones first, then the rest of the union and its neighbours, then where many have come from. */
const COUNTRIES =
  'SE NO DK FI IS AX FO GL AT BE BG CH CY CZ DE EE ES FR GB GR HR HU IE IT LI LT LU LV MC MT NL PL PT RO SI SK ' +
  'AE AF AL AM AO AR AU AZ BA BD BI BO BR BY CA CD CL CM CN CO CU DZ EC EG ER ET GE GH GM HK ID IL IN IQ IR JM JO JP ' +
  'KE KG KR KW KZ LB LK LR LY MA MD ME MK MM MN MX MY NG NP NZ PE PH PK PS QA RS RU RW SA SD SG SL SN SO SS SY TH TJ ' +
  'TM TN TR TW TZ UA UG US UY UZ VE VN XK YE ZA ZM ZW';

const NORDIC = 8;

/** What can be chosen; one that is kept already can stay. */
export function countryOptions(kept: string): Option<string>[] {
  const names = new Intl.DisplayNames([language()], { type: 'region' });
  const codes = COUNTRIES.split(' ');
  if (kept !== '' && !codes.includes(kept)) codes.push(kept);
  const named = codes.map((value) => ({ value, label: names.of(value) ?? value }));
  const rest = named.slice(NORDIC).sort((a, b) => a.label.localeCompare(b.label, language()));
  return [{ value: '', label: t('account-country-none') }, ...named.slice(0, NORDIC), ...rest];
}
