/*
 * What a meeting needs of the browser, in one place; tests play it.
 */
import { type DeviceStorage, deviceStorage, memoryStorage } from '../stores/device.ts';
import type { DevicePorts } from './devices.ts';
import { meter, playChord } from './sounds.ts';

export type Browser = Omit<DevicePorts, 'trial' | 'say'> & {
  connect: (config: RTCConfiguration) => RTCPeerConnection;
  /** Of this tab alone. */
  tab: DeviceStorage;
  /** Media only by a relay: to try the relay. */
  relayOnly: boolean;
  now: () => number;
  /** Hidden elements that play sound. */
  element: (() => HTMLAudioElement) | null;
  /** Calls back when the device is on another network, or on one again. */
  onNetwork: (hear: () => void) => () => void;
  /** Calls back when the page goes (`gone`), and when it is shown again as it was. */
  onPage: (hear: (gone: boolean) => void) => () => void;
};

/** Chromium on Android tells which kind of network; elsewhere it tells only of its guesses about speed. */
type NetworkInformation = EventTarget & { type?: string };

export function theBrowser(): Browser {
  return {
    connect: (config) => new RTCPeerConnection(config),
    media: navigator.mediaDevices ?? null,
    storage: deviceStorage(),
    tab: tabStorage(),
    relayOnly: new URLSearchParams(location.search).get('relay') === '1',
    handheld: isHandheld(),
    canChooseSpeaker: 'setSinkId' in HTMLMediaElement.prototype,
    now: () => Date.now(),
    element: null,
    meter,
    chord: playChord,
    hidden: () => document.visibilityState === 'hidden',
    async permission(kind) {
      try {
        return (await navigator.permissions.query({ name: kind })).state;
      } catch {
        return 'unknown';
      }
    },
    onVisible: (hear) =>
      listenTo(document, 'visibilitychange', () => {
        if (document.visibilityState === 'visible') hear();
      }),
    onNetwork(hear) {
      const network = (navigator as Navigator & { connection?: NetworkInformation }).connection;
      let kind = network?.type;
      const stopOnline = listenTo(window, 'online', hear);
      if (network === undefined) return stopOnline;
      const stopChange = listenTo(network, 'change', () => {
        if (network.type !== kind && network.type !== 'none') hear();
        kind = network.type;
      });
      return () => {
        stopOnline();
        stopChange();
      };
    },
    onPage(hear) {
      const stopHide = listenTo(window, 'pagehide', () => hear(true));
      const stopShow = listenTo(window, 'pageshow', (e) => {
        if (e instanceof PageTransitionEvent && e.persisted) hear(false);
      });
      return () => {
        stopHide();
        stopShow();
      };
    },
  };
}

function listenTo(target: EventTarget, what: string, hear: (e: Event) => void): () => void {
  target.addEventListener(what, hear);
  return () => target.removeEventListener(what, hear);
}

function tabStorage(): DeviceStorage {
  try {
    return sessionStorage;
  } catch {
    return memoryStorage();
  }
}

/** A telephone or a tablet. An iPad calls itself a Mac, and is the only one with fingers. */
function isHandheld(): boolean {
  const { userAgent, maxTouchPoints } = navigator;
  return /Android|iPhone|iPad|Mobile/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
}
