import { useSignalEffect } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { toast, toastWith } from '../ui/toast.tsx';
import { act } from './act.ts';
import { Aside } from './aside.tsx';
import { Call } from './call.tsx';
import { Check } from './check.tsx';
import type { MeetingModel } from './model.ts';
import { Elsewhere, Joining, Locked, Opening, Out, Refused } from './plain.tsx';
import type { Talks } from './talks.ts';
import { WaitingRoom } from './waiting-room.tsx';
import { saidWords } from './words.ts';
import './meeting.css';

export type ViewProps = {
  model: MeetingModel;
  /** Null until it is known who one is; then there is nothing to read or write. */
  talks: Talks | null;
};

type Props = ViewProps & {
  /** Words about the connection to the server, if any. */
  contact?: ComponentChildren;
};

/** The meeting, wherever its person is on the way through. */
export function MeetingView({ model, talks, contact }: Props): JSX.Element {
  useSaid(model);
  return (
    <div class="meeting" data-phase={model.phase.value.kind}>
      {contact}
      <Now model={model} talks={talks} />
    </div>
  );
}

/** Says what happens; who knocks while the host sits in the call can be let in from there. */
function useSaid(model: MeetingModel): void {
  const offered = useRef<{ person: string; close: () => void } | null>(null);
  useEffect(
    () =>
      model.onSaid((said) => {
        const { name, fills } = saidWords(said);
        const [person, ...more] = said.kind === 'knocked' ? said.people : [];
        if (person === undefined || more.length > 0 || model.phase.peek().kind !== 'call')
          return toast(t(name, fills));
        const admit = (): void => void act(model, { verb: 'admit', person });
        offered.current = {
          person,
          close: toastWith(t(name, fills), { label: t('admit-short'), act: admit }),
        };
      }),
    [model],
  );
  useSignalEffect(() => {
    const people = model.panel.value?.people ?? [];
    const { person, close } = offered.current ?? {};
    if (close === undefined || people.some((one) => one.person === person && one.state === 'waiting')) return;
    offered.current = null;
    close();
  });
}

function Now({ model, talks }: ViewProps): JSX.Element {
  const phase = model.phase.value;
  const lobby = model.lobby.value;
  switch (phase.kind) {
    case 'opening':
      return <Opening />;
    case 'refused':
      return <Refused why={phase.why} staff={model.me.value?.staff ?? false} />;
    case 'check':
      return lobby?.locked === true && !lobby.is_host ? (
        <Locked model={model} lobby={lobby} />
      ) : (
        <Check model={model} />
      );
    case 'waiting':
      return <WaitingRoom model={model} talks={talks} />;
    case 'joining':
      return <Joining model={model} />;
    case 'elsewhere':
      return <Elsewhere model={model} />;
    case 'call':
      return <Call model={model} talks={talks} />;
    case 'held':
      return <Aside model={model} talks={talks} />;
    case 'out':
      return <Out model={model} talks={talks} phase={phase} />;
    default:
      return phase satisfies never;
  }
}
