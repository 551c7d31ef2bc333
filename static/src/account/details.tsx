import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { chooseLanguage, LANGUAGES, t } from '../i18n/i18n.ts';
import { showWhoIsHere } from '../portal/head.tsx';
import type { AccountView } from '../protocol/AccountView.ts';
import type { ProfileForm } from '../protocol/ProfileForm.ts';
import { Button } from '../ui/button.tsx';
import { type Option, Select, TextArea, TextField } from '../ui/field.tsx';
import { Check, DateField } from '../ui/native-field.tsx';
import { Banner } from '../ui/panel.tsx';
import { useSubmission } from '../ui/submission.ts';
import { toast } from '../ui/toast.tsx';
import { saveProfile } from './api.ts';
import { countryOptions } from './countries.ts';
import { type Fault, faultOf } from './profile-form.ts';

/** The languages in which we answer, each by its own name. */
const ANSWERED: readonly Option<string>[] = [
  { value: 'sv', label: 'Svenska' },
  { value: 'en', label: 'English' },
  { value: 'da', label: 'Dansk' },
  { value: 'nb', label: 'Norsk bokmål' },
  { value: 'fi', label: 'Suomi' },
];

/** What is known about me, how I want to be told, and in which language. */
export function Details({ account }: { account: AccountView }): JSX.Element {
  const [form, setForm] = useState<ProfileForm>(account.profile);
  const [spoken, setSpoken] = useState(account.profile.language);
  const [fault, setFault] = useState<Fault | null>(null);
  const set =
    <K extends keyof ProfileForm>(field: K) =>
    (value: ProfileForm[K]): void => {
      setForm({ ...form, [field]: value });
      setFault(null);
    };
  const { busy, failure, submit } = useSubmission({
    ready: () => {
      const wrong = faultOf(form, new Date());
      setFault(wrong);
      return wrong === null;
    },
    send: () => saveProfile(form),
    onDone: async () => {
      // Who reads the page in another language and changes nothing about that goes on reading it so.
      const shown = LANGUAGES.find((one) => one === form.language && one !== spoken);
      setSpoken(form.language);
      if (shown !== undefined) await chooseLanguage(shown);
      toast(t('account-saved'));
      // The head of the page says the name too.
      await showWhoIsHere();
    },
  });
  const errorOf = (field: Fault['field']): string | undefined =>
    fault?.field === field ? t(fault.words) : undefined;
  return (
    <section class="card account-part" aria-labelledby="details">
      <h2 id="details">{t('account-details')}</h2>
      <form onSubmit={submit}>
        <TextField
          label={t('account-name')}
          name="name"
          autocomplete="name"
          maxLength={100}
          value={form.name}
          onInput={set('name')}
        />
        <TextField
          label={t('account-phone')}
          type="tel"
          name="phone"
          autocomplete="tel"
          maxLength={40}
          error={errorOf('phone')}
          value={form.phone}
          onInput={set('phone')}
        />
        <TextField
          label={t('account-street')}
          name="street"
          autocomplete="street-address"
          maxLength={200}
          value={form.street}
          onInput={set('street')}
        />
        <div class="account-row">
          <TextField
            label={t('account-postcode')}
            name="postcode"
            autocomplete="postal-code"
            maxLength={20}
            value={form.postcode}
            onInput={set('postcode')}
          />
          <TextField
            label={t('account-town')}
            name="town"
            autocomplete="address-level2"
            maxLength={100}
            value={form.town}
            onInput={set('town')}
          />
        </div>
        <div class="account-row">
          <Select
            label={t('account-country')}
            value={form.country}
            options={countryOptions(form.country)}
            onChange={set('country')}
          />
          <DateField
            label={t('account-born')}
            error={errorOf('born_on')}
            value={form.born_on}
            onInput={set('born_on')}
          />
        </div>
        <TextArea
          label={t('account-about-me')}
          hint={t('account-about-hint')}
          name="about"
          maxLength={1_000}
          value={form.about}
          onInput={set('about')}
        />
        <Select
          label={t('account-language')}
          value={form.language}
          options={ANSWERED}
          onChange={set('language')}
        />
        <fieldset class="account-told">
          <legend class="field-label">{t('account-told')}</legend>
          <Check label={t('account-by-mail')} checked={form.notify_email} onChange={set('notify_email')} />
          <Check label={t('account-by-sms')} checked={form.notify_sms} onChange={set('notify_sms')} />
          {fault?.field === 'notify_sms' && (
            <span class="field-error" role="alert">
              {t(fault.words)}
            </span>
          )}
        </fieldset>
        <div role="alert">{failure !== null && <Banner look="danger">{failureWords(failure)}</Banner>}</div>
        <Button type="submit" look="primary" busy={busy}>
          {t('account-save')}
        </Button>
      </form>
    </section>
  );
}
