import type { JSX } from 'preact';
import { t } from '../i18n/i18n.ts';
import { TextField } from '../ui/field.tsx';

/** As the server's `Password`. */
const LEAST = 10;
const MOST = 200;

/** How many characters a password lacks. */
export function missingIn(password: string): number {
  return Math.max(0, LEAST - [...password].length);
}

type Props = { label: string; value: string; onInput: (value: string) => void; error?: string | undefined };

/** A password that is chosen: says what is missing once something is written. */
export function ChosenPassword({ label, value, onInput, error }: Props): JSX.Element {
  const missing = missingIn(value);
  const hint = value !== '' && missing > 0 ? t('password-short', { n: missing }) : t('password-hint');
  return (
    <TextField
      label={label}
      hint={hint}
      error={error}
      type="password"
      name="new-password"
      autocomplete="new-password"
      required
      maxLength={MOST}
      value={value}
      onInput={onInput}
    />
  );
}
