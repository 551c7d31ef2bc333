import { Archive, Bell, Inbox, MessageCircle, Search, Trash2 } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { Avatar, Badge, PresenceDot } from '../ui/badge.tsx';
import { Button, IconButton, LinkButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Select, TextArea, TextField } from '../ui/field.tsx';
import { Menu } from '../ui/menu.tsx';
import { Banner, EmptyState, Skeleton } from '../ui/panel.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { toast } from '../ui/toast.tsx';
import { Part } from './part.tsx';
import type { Samples } from './samples.ts';

type Props = { samples: Samples; scope: string };

const LOOKS = ['primary', 'secondary', 'quiet', 'danger'] as const;
const nothing = (): void => undefined;

export function ControlParts({ samples, scope }: Props): JSX.Element {
  return (
    <>
      <Buttons samples={samples} />
      <Fields samples={samples} />
      <Overlays samples={samples} scope={scope} />
      <Part name="badge">
        {(['plain', 'accent', 'success', 'warning', 'danger'] as const).map((look) => (
          <Badge key={look} look={look}>
            {samples.short}
          </Badge>
        ))}
        <Badge look="accent">99+</Badge>
      </Part>
      <Part name="avatar, presence dot">
        {(['available', 'busy', 'away', 'offline'] as const).map((state) => (
          <span key={state} class="part-pair">
            <Avatar name={samples.name} presence={state} />
            <PresenceDot state={state} /> {t(`presence-${state}`)}
          </span>
        ))}
        <Avatar name="" />
        <Avatar name="Åsa" size={56} />
      </Part>
      <Part name="banner">
        <Banner>{samples.text}</Banner>
        <Banner look="warning">{t('connection-lost')}</Banner>
        <Banner look="danger">{t('error-internal')}</Banner>
      </Part>
      <Part name="empty state, skeleton">
        <EmptyState icon={Inbox} title={samples.short}>
          <p>{samples.text}</p>
          <Button icon={MessageCircle}>{samples.short}</Button>
        </EmptyState>
        <Skeleton label={t('loading')} />
      </Part>
    </>
  );
}

function Buttons({ samples }: Pick<Props, 'samples'>): JSX.Element {
  return (
    <Part name="button">
      {LOOKS.map((look) => (
        <span key={look} class="part-row">
          <Button look={look}>{samples.short}</Button>
          <Button look={look} icon={Archive}>
            {samples.short}
          </Button>
          <Button look={look} disabled>
            {samples.short}
          </Button>
          <Button look={look} busy>
            {samples.short}
          </Button>
        </span>
      ))}
      <span class="part-row">
        <IconButton icon={Search} label={samples.short} />
        <IconButton icon={Bell} label={samples.short} look="primary" />
        <IconButton icon={Bell} label={samples.short} disabled />
        <LinkButton>{samples.short}</LinkButton>
      </span>
    </Part>
  );
}

function Fields({ samples }: Pick<Props, 'samples'>): JSX.Element {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState('a');
  const options = [
    { value: 'a', label: samples.short },
    { value: 'b', label: samples.name },
  ];
  return (
    <Part name="field, select">
      <TextField label={samples.short} value={text} onInput={setText} placeholder={samples.short} />
      <TextField label={samples.short} hint={samples.title} optional value={samples.text} onInput={nothing} />
      <TextField label={samples.short} error={t('error-invalid')} value={samples.name} onInput={nothing} />
      <TextArea label={samples.short} value={samples.text} onInput={nothing} />
      <Select label={samples.short} value={chosen} options={options} onChange={setChosen} />
    </Part>
  );
}

function Overlays({ samples, scope }: Props): JSX.Element {
  const [open, setOpen] = useState(false);
  const [tab, setTab] = useState<'one' | 'two' | 'three'>('one');
  const tabs = [
    { key: 'one', label: samples.short, count: 3 },
    { key: 'two', label: samples.name },
    { key: 'three', label: t('hours-show') },
  ] as const;
  return (
    <Part name="dialog, menu, toast, tabs">
      <span class="part-row">
        <Button onClick={() => setOpen(true)}>Dialog</Button>
        <Button onClick={() => toast(samples.text, nothing)}>Toast</Button>
        <Menu
          label="Menu"
          align="start"
          triggerClass="button button-secondary"
          trigger="Menu"
          items={[
            { label: samples.short, icon: Archive, onChoose: nothing },
            { label: samples.name, checked: true, onChoose: nothing },
            { label: t('discard'), icon: Trash2, danger: true, onChoose: nothing },
          ]}
        />
      </span>
      <Dialog
        open={open}
        title={samples.short}
        onClose={() => setOpen(false)}
        actions={
          <>
            <Button onClick={() => setOpen(false)}>{t('cancel')}</Button>
            <Button look="danger" onClick={() => setOpen(false)}>
              {t('discard')}
            </Button>
          </>
        }
      >
        <p>{samples.text}</p>
      </Dialog>
      <Tabs id={`${scope}-tabs`} label={samples.short} tabs={tabs} selected={tab} onSelect={setTab} />
      {tabs.map(({ key, label }) => (
        <p
          key={key}
          id={`${scope}-tabs-panel-${key}`}
          role="tabpanel"
          aria-labelledby={`${scope}-tabs-tab-${key}`}
          hidden={key !== tab}
        >
          {label}
        </p>
      ))}
    </Part>
  );
}
