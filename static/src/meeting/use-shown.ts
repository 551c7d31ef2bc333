import { useEffect, useState } from 'preact/hooks';
import type { MeetingModel } from './model.ts';

type Place = { element: HTMLElement; height: number; inView: boolean };

/**
 * Watches how tall each track is drawn, in device pixels, and tells when that changes; 0 for what is scrolled out of
 * sight or on a page that isn't looked at. Gives what to put as `ref` on the place of a track.
 */
export function useShown(model: MeetingModel): (track: number) => (element: HTMLElement | null) => void {
  const [watch] = useState(() => watchPlaces(model));
  useEffect(() => watch.start(), [watch]);
  return watch.place;
}

type Watch = { place: (track: number) => (element: HTMLElement | null) => void; start: () => () => void };

function watchPlaces(model: MeetingModel): Watch {
  const places = new Map<number, Place>();
  const takers = new Map<number, (element: HTMLElement | null) => void>();
  let told = '';
  let asked = 0;

  const tell = (): void => {
    asked = 0;
    const heights = new Map<number, number>();
    for (const { track, own } of model.tiles.peek()) if (track !== null && !own) heights.set(track, 0);
    if (!document.hidden) {
      for (const [track, { height, inView }] of places) {
        if (heights.has(track) && inView) heights.set(track, Math.round(height * devicePixelRatio));
      }
    }
    const now = JSON.stringify([...heights]);
    if (now === told) return;
    told = now;
    model.shown(heights);
  };
  // Once for all that changes together.
  const tellSoon = (): void => {
    if (asked === 0) asked = requestAnimationFrame(tell);
  };
  const placeOf = (element: Element): Place | undefined =>
    [...places.values()].find((one) => one.element === element);
  const sizes = new ResizeObserver((changes) => {
    for (const { target, contentRect } of changes) {
      const place = placeOf(target);
      if (place !== undefined) place.height = contentRect.height;
    }
    tellSoon();
  });
  const sights = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) {
      const place = placeOf(target);
      if (place !== undefined) place.inView = isIntersecting;
    }
    tellSoon();
  });
  const letGo = (track: number): void => {
    const known = places.get(track);
    if (known === undefined) return;
    sizes.unobserve(known.element);
    sights.unobserve(known.element);
    places.delete(track);
  };

  return {
    place(track) {
      const known = takers.get(track);
      if (known !== undefined) return known;
      const take = (element: HTMLElement | null): void => {
        if (element !== null && places.get(track)?.element === element) return;
        letGo(track);
        if (element !== null) {
          places.set(track, { element, height: element.clientHeight, inView: true });
          sizes.observe(element);
          sights.observe(element);
        }
        tellSoon();
      };
      takers.set(track, take);
      return take;
    },
    start() {
      const stop = model.tiles.subscribe(tellSoon);
      document.addEventListener('visibilitychange', tell);
      return () => {
        stop();
        document.removeEventListener('visibilitychange', tell);
        cancelAnimationFrame(asked);
        sizes.disconnect();
        sights.disconnect();
      };
    },
  };
}
