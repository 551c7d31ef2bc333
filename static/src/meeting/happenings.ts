/*
 * What the server tells while the page is open, and what follows from it for the call and the place.
 */
import type { Event as WireEvent } from '../protocol/Event.ts';
import type { MeetingEvent } from '../protocol/MeetingEvent.ts';
import type { TrackSource } from '../protocol/TrackSource.ts';
import { farewell, placed } from './arrival.ts';
import type { Entering } from './entering.ts';
import { type Here, known } from './here.ts';
import { concerns } from './meeting-store.ts';
import type { Seat } from './seat.ts';
import type { Way } from './way.ts';

/** Gives what hears the server's events. */
export function createHappenings(
  here: Here,
  seat: Seat,
  entering: Entering,
  way: Way,
): (happened: WireEvent) => void {
  const { call, devices, held, phase, sharing } = here;

  function react(event: MeetingEvent): void {
    switch (event.what) {
      case 'sub_offer':
        call.peek()?.offered(event);
        break;
      case 'pub_restart':
        call.peek()?.pubLost();
        break;
      case 'please_mute':
        turnOff(event.source);
        here.say({ kind: 'asked_to_mute', source: event.source });
        break;
      case 'rejoin':
        if (call.peek() !== null) void entering.join({ anew: true });
        break;
      case 'farewell': {
        // Another tab of the same person has nothing to leave.
        const { kind } = phase.peek();
        if (kind === 'opening' || kind === 'refused' || kind === 'out' || kind === 'elsewhere') break;
        if (kind === 'check' && (event.next === 'may_return' || event.next === 'taken_over')) break;
        way.show(farewell(event.next, kind));
        break;
      }
      default:
    }
  }

  function turnOff(source: TrackSource): void {
    if (source === 'microphone') void devices.turnMicrophone(false);
    else if (source === 'camera') void devices.turnCamera(false);
    else sharing.stop();
  }

  return (happened) => {
    const { room, lobby, info } = held.peek();
    // Before the seat is known nothing can be said to be for it.
    if (entering.isJoining() && happened.type === 'meeting' && happened.event.what === 'sub_offer') {
      if (happened.meeting === info?.id) seat.keepEarly(happened.event);
    }
    const mine = concerns(held.peek(), happened);
    here.take({ type: 'event', event: happened });
    if (mine !== null) react(mine);
    const now = held.peek();
    if (now.lobby !== null && now.lobby !== lobby) way.move(placed(now.lobby, known(here)));
    if (call.peek() === null || now.room === null || room === null || now.room === room) return;
    if (now.room.epoch !== room.epoch) void entering.join({ anew: true });
    else seat.place();
  };
}
