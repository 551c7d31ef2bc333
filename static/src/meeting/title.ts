/* What a meeting is called on its own page. */
import { t } from '../i18n/i18n.ts';
import type { LobbyView } from '../protocol/LobbyView.ts';
import type { MeetingInfo } from '../protocol/MeetingInfo.ts';
import type { RoomView } from '../protocol/RoomView.ts';
import type { MeetingModel } from './model.ts';

type Known = { info: MeetingInfo | null; lobby: LobbyView | null; room: RoomView | null };

/** With whom it is: the host to everybody else; to the host the customer, or the guests who are in. Pure. */
export function withWhom({ info, lobby, room }: Known): string[] {
  if (lobby === null) return [];
  if (!lobby.is_host) return lobby.host.name === '' ? [] : [lobby.host.name];
  if (info?.customer != null && info.customer !== '') return [info.customer];
  const guests = room?.people.filter((one) => !one.is_host && !one.is_staff) ?? [];
  return guests.map((one) => one.name).filter((name) => name !== '');
}

/** By what it is about, else by whom it is with. */
export function titleOf(model: Pick<MeetingModel, 'info' | 'lobby' | 'room'>): string {
  const known = { info: model.info.value, lobby: model.lobby.value, room: model.room.value };
  if (known.info !== null && known.info.title !== '') return known.info.title;
  const names = withWhom(known);
  return names.length === 0 ? t('meeting') : t('meeting-with', { name: names.join(', ') });
}
