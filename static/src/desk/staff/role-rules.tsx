import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import type { RoleRule } from '../../protocol/RoleRule.ts';
import { Check } from '../../ui/native-field.tsx';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { sayFailure } from '../connection.ts';
import { roleRules, setRoleRule } from './staff-calls.ts';

/** Which roles ask for a second factor. Asked before it is turned on: it signs people out. */
export function RoleRules(): JSX.Element | null {
  const [rules, setRules] = useState<readonly RoleRule[] | null>(null);
  const [asking, setAsking] = useState<RoleRule | null>(null);
  useEffect(() => {
    void roleRules().then((outcome) => {
      if (outcome.ok) setRules(outcome.value);
    });
  }, []);
  const set = async (rule: RoleRule): Promise<void> => {
    const outcome = await setRoleRule(rule);
    if (outcome.ok) setRules(outcome.value);
    else sayFailure(outcome.failure);
  };
  if (rules === null) return null;
  const roleOf = (rule: RoleRule): string => t(`role-${rule.role}`).toLocaleLowerCase();
  return (
    <section class="role-rules" aria-labelledby="role-rules">
      <h2 id="role-rules">{t('rules-title')}</h2>
      <p class="muted small">{t('rules-about')}</p>
      {rules.map((rule) => (
        <Check
          key={rule.role}
          label={t('rules-ask', { role: roleOf(rule) })}
          checked={rule.second_factor}
          onChange={(second_factor) => {
            if (second_factor) setAsking({ ...rule, second_factor });
            else void set({ ...rule, second_factor });
            // Until it is confirmed, or refused, the mark stays as it was.
            setRules([...rules]);
          }}
        />
      ))}
      {asking !== null && (
        <ConfirmDialog
          open
          title={t('rules-turn-on', { role: roleOf(asking) })}
          go={t('rules-turn-on-go')}
          act={async () => {
            await set(asking);
            return true;
          }}
          onClose={() => setAsking(null)}
        >
          <p>{t('rules-about')}</p>
        </ConfirmDialog>
      )}
    </section>
  );
}
