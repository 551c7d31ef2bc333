import { KeyRound, Pencil, Trash2 } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../i18n/failure.ts';
import { t } from '../i18n/i18n.ts';
import { day, exactly } from '../i18n/time.ts';
import type { PasskeyView } from '../protocol/PasskeyView.ts';
import { addPasskey, listPasskeys, passkeysWork, removePasskey, renamePasskey } from '../sign-in/passkey.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Banner, Skeleton } from '../ui/panel.tsx';
import './account.css';

type Naming = { kind: 'none' } | { kind: 'new' } | { kind: 'of'; passkey: PasskeyView };

/** One's own passkeys: added, named, taken away. */
export function Passkeys(): JSX.Element {
  const [list, setList] = useState<readonly PasskeyView[] | null>(null);
  const [words, setWords] = useState('');
  const [naming, setNaming] = useState<Naming>({ kind: 'none' });
  const [leaving, setLeaving] = useState<PasskeyView | null>(null);
  const load = async (): Promise<void> => {
    const outcome = await listPasskeys();
    if (outcome.ok) setList(outcome.value);
    else setWords(failureWords(outcome.failure));
  };
  useEffect(() => void load(), []);

  const add = async (name: string): Promise<void> => {
    setNaming({ kind: 'none' });
    setWords('');
    const outcome = await addPasskey(name);
    if (outcome.kind === 'failed') setWords(failureWords(outcome.failure));
    else if (outcome.kind !== 'done') setWords(t(`passkey-${outcome.kind}`));
    await load();
  };
  const rename = async (passkey: PasskeyView, name: string): Promise<void> => {
    setNaming({ kind: 'none' });
    const outcome = await renamePasskey(passkey.id, name);
    setWords(outcome.ok ? '' : failureWords(outcome.failure));
    await load();
  };
  const remove = async (passkey: PasskeyView): Promise<void> => {
    setLeaving(null);
    const outcome = await removePasskey(passkey.id);
    setWords(
      outcome.ok
        ? ''
        : outcome.failure.code === 'conflict'
          ? t('factor-required')
          : failureWords(outcome.failure),
    );
    await load();
  };
  return (
    <section class="card account-part" aria-labelledby="passkeys">
      <h2 id="passkeys">{t('passkeys')}</h2>
      <p class="muted">{t(passkeysWork() ? 'passkeys-about' : 'passkeys-not-here')}</p>
      <div role="alert">{words !== '' && <Banner look="warning">{words}</Banner>}</div>
      {list === null && words === '' && <Skeleton lines={2} label={t('loading')} />}
      {list !== null && list.length > 0 && (
        <ul class="account-list">
          {list.map((one) => (
            <li key={one.id} class="account-item">
              <Icon of={KeyRound} />
              <div class="account-item-words">
                <span class="passkey-name said">{one.name}</span>
                <span class="small muted" title={exactly(new Date(one.last_used_at ?? one.created_at))}>
                  {one.last_used_at === null
                    ? t('passkey-added', { day: day(new Date(one.created_at), new Date()) })
                    : t('passkey-used', { day: day(new Date(one.last_used_at), new Date()) })}
                </span>
              </div>
              <div class="account-item-actions">
                <IconButton
                  icon={Pencil}
                  label={t('passkey-rename', { name: one.name })}
                  onClick={() => setNaming({ kind: 'of', passkey: one })}
                />
                <IconButton
                  icon={Trash2}
                  label={t('passkey-remove', { name: one.name })}
                  onClick={() => setLeaving(one)}
                />
              </div>
            </li>
          ))}
        </ul>
      )}
      {passkeysWork() && (
        <div>
          <Button icon={KeyRound} onClick={() => setNaming({ kind: 'new' })}>
            {t('passkey-add')}
          </Button>
        </div>
      )}
      <NameDialog
        key={naming.kind === 'of' ? naming.passkey.id : naming.kind}
        naming={naming}
        onClose={() => setNaming({ kind: 'none' })}
        onName={(name) => void (naming.kind === 'of' ? rename(naming.passkey, name) : add(name))}
      />
      <Dialog
        open={leaving !== null}
        title={t('passkey-remove', { name: leaving?.name ?? '' })}
        onClose={() => setLeaving(null)}
        actions={
          <>
            <Button onClick={() => setLeaving(null)}>{t('cancel')}</Button>
            <Button look="danger" onClick={() => leaving !== null && void remove(leaving)}>
              {t('passkey-remove-go')}
            </Button>
          </>
        }
      >
        <p>{t('passkey-remove-about')}</p>
      </Dialog>
    </section>
  );
}

type NameProps = { naming: Naming; onClose: () => void; onName: (name: string) => void };

function NameDialog({ naming, onClose, onName }: NameProps): JSX.Element {
  const [name, setName] = useState(naming.kind === 'of' ? naming.passkey.name : '');
  return (
    <Dialog
      open={naming.kind !== 'none'}
      title={t(naming.kind === 'of' ? 'passkey-name-change' : 'passkey-add')}
      onClose={onClose}
    >
      <form
        class="account-form"
        onSubmit={(e) => {
          e.preventDefault();
          onName(name.trim());
        }}
      >
        <TextField
          label={t('passkey-name')}
          hint={t('passkey-name-hint')}
          required
          maxLength={100}
          value={name}
          onInput={setName}
        />
        <div>
          <Button type="submit" look="primary" disabled={name.trim() === ''}>
            {t(naming.kind === 'of' ? 'save' : 'passkey-add-go')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
