/* Which side of each conversation is shown: the customer's, or the staff's own. */
import { signal } from '@preact/signals';

export type Face = 'customer' | 'internal';

const faces = signal<ReadonlyMap<string, Face>>(new Map());

export function faceOf(conversation: string): Face {
  return faces.value.get(conversation) ?? 'customer';
}

export function showFace(conversation: string, face: Face): void {
  faces.value = new Map(faces.value).set(conversation, face);
}

export function turn(conversation: string): void {
  showFace(conversation, faceOf(conversation) === 'customer' ? 'internal' : 'customer');
}
