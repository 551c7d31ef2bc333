/*
 * Why there is no camera or microphone, in the few words the server and the views know. Pure.
 */
import type { DeviceState } from '../protocol/DeviceState.ts';

export type DeviceKind = 'camera' | 'microphone';

/**
 * What a refused `getUserMedia` means: https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia
 * A person's no, a system's and a page policy's are all `NotAllowedError` (older browsers: `SecurityError`).
 */
export function stateOf(problem: unknown): DeviceState {
  switch (nameOf(problem)) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    // Nothing there can do what was asked, though nothing much was asked.
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'TrackStartError':
      return 'busy';
    // `AbortError` is something wrong with the device; `TypeError` is an insecure page.
    default:
      return 'failed';
  }
}

export function nameOf(problem: unknown): string {
  const named = typeof problem === 'object' && problem !== null && 'name' in problem;
  return named && typeof problem.name === 'string' ? problem.name : '';
}

/** Whether the same may go well later without the person doing anything here. */
export function mayPass(state: DeviceState): boolean {
  return state === 'busy' || state === 'failed' || state === 'missing';
}
