import { useSignalEffect } from '@preact/signals';
import { RotateCw, WifiOff } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import type { Connection } from '../net/socket.ts';
import type { MeetingDoor } from '../protocol/MeetingDoor.ts';
import { soundOn } from '../stores/sound.ts';
import { LinkButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Toaster } from '../ui/toast.tsx';
import { doorOf } from './door.ts';
import type { MeetingModel } from './model.ts';
import { Refused } from './plain.tsx';
import { titleOf } from './title.ts';
import { MeetingView } from './view.tsx';
import { beginVisit, type Visit } from './visit.ts';

/** The meeting's page: the way in, the waiting room, the call and the way out. */
export function MeetingPage(): JSX.Element {
  const [door] = useState(() => doorOf(location.pathname));
  return (
    <>
      {door === null ? (
        <div class="meeting">
          <Refused why="unknown" />
        </div>
      ) : (
        <Visiting door={door} />
      )}
      <Toaster />
    </>
  );
}

function Visiting({ door }: { door: MeetingDoor }): JSX.Element | null {
  const [visit, setVisit] = useState<Visit | null>(null);
  useEffect(() => {
    const begun = beginVisit(door);
    setVisit(begun);
    // What the browser kept of a page that was left is over; coming back to it begins anew.
    const anew = (e: PageTransitionEvent): void => {
      if (e.persisted) location.reload();
    };
    addEventListener('pagehide', begun.close);
    addEventListener('pageshow', anew);
    return () => {
      removeEventListener('pagehide', begun.close);
      removeEventListener('pageshow', anew);
      begun.close();
    };
  }, [door]);
  return visit === null ? null : <Here visit={visit} />;
}

function Here({ visit }: { visit: Visit }): JSX.Element {
  useTitle(visit.model);
  useLetIn(visit.model);
  return (
    <MeetingView
      model={visit.model}
      talks={visit.talks.value}
      contact={<Contact connection={visit.connection.value} model={visit.model} />}
    />
  );
}

/** The tab is found again by what the meeting is about or with whom it is, and tells when somebody waits, oneself or another. */
function useTitle(model: MeetingModel): void {
  useSignalEffect(() => {
    const waiting = model.panel.value?.people.filter((one) => one.state === 'waiting').length ?? 0;
    const name = titleOf(model);
    if (model.phase.value.kind === 'waiting') document.title = `${t('waiting-room')} · ${name}`;
    else document.title = waiting > 0 ? `(${waiting}) ${name}` : name;
  });
}

/** Who waits may be looking elsewhere: being let in is heard. */
function useLetIn(model: MeetingModel): void {
  const waited = useRef(false);
  useSignalEffect(() => {
    const { kind } = model.phase.value;
    const letIn = waited.current && (kind === 'joining' || kind === 'call');
    if (letIn && soundOn.peek()) void model.devices.playChord();
    waited.current = kind === 'waiting';
  });
}

/** A blink needs no words. */
const SAID_AFTER_MS = 2_000;

/** That the server isn't heard; sound and pictures may go on all the same. */
function Contact({ connection, model }: { connection: Connection; model: MeetingModel }): JSX.Element {
  // The call says it itself when it has lost everything.
  const said = model.phase.value.kind === 'call' && model.link.value.kind === 'reconnecting';
  const away = (connection.kind === 'lost' || connection.kind === 'connecting') && !said;
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!away) return setLate(false);
    const timer = setTimeout(() => setLate(true), SAID_AFTER_MS);
    return () => clearTimeout(timer);
  }, [away]);
  const outdated = connection.kind === 'ended' && connection.why === 'outdated';
  return (
    <div role="status" class="meeting-contact">
      {outdated && (
        <p>
          <Icon of={RotateCw} size={16} />
          <span>{t('error-outdated')}</span>
          <LinkButton onClick={() => location.reload()}>{t('reload')}</LinkButton>
        </p>
      )}
      {away && late && (
        <p>
          <Icon of={WifiOff} size={16} />
          <span>{t(navigator.onLine ? 'contact-lost' : 'contact-offline')}</span>
        </p>
      )}
    </div>
  );
}
