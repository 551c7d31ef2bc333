import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { toast } from '../ui/toast.tsx';
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
  useEffect(
    () =>
      model.onSaid((said) => {
        const { name, fills } = saidWords(said);
        toast(t(name, fills));
      }),
    [model],
  );
  return (
    <div class="meeting" data-phase={model.phase.value.kind}>
      {contact}
      <Now model={model} talks={talks} />
    </div>
  );
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
      return <Out model={model} talks={talks} next={phase.next} />;
    default:
      return phase satisfies never;
  }
}
