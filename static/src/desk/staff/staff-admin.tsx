import { UserPlus } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureWords } from '../../i18n/failure.ts';
import { t } from '../../i18n/i18n.ts';
import { localised } from '../../i18n/opening.ts';
import { exactly, relative } from '../../i18n/time.ts';
import type { Failure } from '../../net/socket.ts';
import type { QueueSettings } from '../../protocol/QueueSettings.ts';
import type { StaffMember } from '../../protocol/StaffMember.ts';
import type { Standing } from '../../protocol/Standing.ts';
import { Badge, PresenceDot } from '../../ui/badge.tsx';
import { Button, LinkButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Banner, Skeleton } from '../../ui/panel.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { socket } from '../connection.ts';
import type { Me } from '../session.ts';
import { found } from './post-form.ts';
import { RoleRules } from './role-rules.tsx';
import './staff-admin.css';
import { listStaff } from './staff-calls.ts';
import { EditDialog, InviteDialog } from './staff-dialogs.tsx';

type Open = { kind: 'none' } | { kind: 'new' } | { kind: 'one'; person: string };

/** Those who work here, for administrators. */
export function StaffAdmin({ me }: { me: Me }): JSX.Element {
  const [list, setList] = useState<readonly StaffMember[] | null>(null);
  const [queues, setQueues] = useState<readonly QueueSettings[]>([]);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<Open>({ kind: 'none' });
  const connected = socket.connection.value.kind === 'open';
  const load = async (): Promise<void> => {
    const outcome = await listStaff();
    if (outcome.ok) setList(outcome.value);
    setFailure(outcome.ok ? null : outcome.failure);
  };
  useEffect(() => void load(), []);
  useEffect(() => {
    if (!connected) return;
    void socket.ask({ type: 'settings' }, 'settings').then((outcome) => {
      if (outcome.ok) setQueues(outcome.value);
    });
  }, [connected]);

  const edit = (person: string): void => {
    setOpen({ kind: 'one', person });
    // They may have taken their invitation, or been changed by somebody else, since the list came.
    void load();
  };
  const close = (): void => setOpen({ kind: 'none' });
  const done = (): void => {
    close();
    void load();
  };
  const shown = found(list ?? [], search);
  const chosen = open.kind === 'one' ? list?.find((one) => one.person === open.person) : undefined;
  return (
    <div class="staff-admin">
      {failure !== null && (
        <Banner look="warning">
          {failureWords(failure)} <Button onClick={() => void load()}>{t('try-again')}</Button>
        </Banner>
      )}
      <div class="staff-bar">
        <TextField label={t('staff-search')} type="search" value={search} onInput={setSearch} />
        <Button icon={UserPlus} look="primary" onClick={() => setOpen({ kind: 'new' })}>
          {t('staff-invite')}
        </Button>
      </div>
      {list === null && failure === null && <Skeleton lines={8} label={t('loading')} />}
      {list !== null && (
        <>
          <p class="small muted" role="status">
            {shown.length === 0
              ? t('staff-none')
              : t('staff-shown', { shown: shown.length, all: list.length })}
          </p>
          <Table
            caption={t('staff-list')}
            columns={columnsOf(queues, edit)}
            rows={shown}
            rowKey={(one) => one.person}
          />
        </>
      )}
      <RoleRules />
      {open.kind === 'new' && <InviteDialog queues={queues} onClose={close} onDone={done} />}
      {chosen !== undefined && (
        <EditDialog
          key={`${chosen.person} ${chosen.version}`}
          member={chosen}
          isMe={chosen.person === me.person}
          queues={queues}
          onClose={close}
          onDone={done}
        />
      )}
    </div>
  );
}

function columnsOf(
  queues: readonly QueueSettings[],
  edit: (person: string) => void,
): readonly Column<StaffMember>[] {
  const named = (id: string): string => {
    const queue = queues.find((one) => one.id === id);
    return queue === undefined ? '' : localised(queue.name);
  };
  return [
    {
      key: 'name',
      title: t('staff-name'),
      cell: (one) => (
        <div class="staff-who">
          <LinkButton aria-label={t('staff-edit', { name: one.name })} onClick={() => edit(one.person)}>
            {one.name}
          </LinkButton>
          <span class="small muted">{one.post.title}</span>
          <span class="small muted">{one.email}</span>
        </div>
      ),
    },
    { key: 'standing', title: t('staff-standing'), cell: (one) => <Stands standing={one.standing} /> },
    { key: 'role', title: t('staff-role'), cell: (one) => t(`role-${one.post.role}`) },
    {
      key: 'state',
      title: t('staff-state'),
      cell: (one) =>
        one.standing === 'active' ? <PresenceDot state={one.present ? one.state : 'offline'} /> : null,
    },
    {
      key: 'languages',
      title: t('staff-languages'),
      cell: (one) => one.post.languages.map((language) => t(`language-name-${language}`)).join(', '),
    },
    { key: 'queues', title: t('staff-queues'), cell: (one) => one.post.queues.map(named).join(', ') },
    { key: 'skills', title: t('staff-skills'), cell: (one) => one.post.skills.join(', ') },
    { key: 'capacity', title: t('staff-capacity'), number: true, cell: (one) => one.post.capacity },
    {
      key: 'factor',
      title: t('staff-factor'),
      cell: (one) => t(one.second_factor ? 'staff-factor-yes' : 'staff-factor-no'),
    },
    { key: 'seen', title: t('staff-seen'), cell: (one) => <Seen at={one.seen_at} /> },
  ];
}

function Stands({ standing }: { standing: Standing }): JSX.Element {
  const look = { active: 'success', invited: 'accent', deactivated: 'plain' } as const;
  return <Badge look={look[standing]}>{t(`standing-${standing}`)}</Badge>;
}

function Seen({ at }: { at: string | null }): JSX.Element {
  if (at === null) return <span class="muted">{t('staff-never')}</span>;
  const then = new Date(at);
  return (
    <time dateTime={at} title={exactly(then)}>
      {relative(then, new Date())}
    </time>
  );
}
