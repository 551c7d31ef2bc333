/*
 * Asking again when something has changed: soon, once for several changes that come together, and never two at a time,
 * so that an older answer can't come after a newer one.
 */

/** What belongs together comes within this. */
const SOON_MS = 150;

export type Refresher = {
  /** Asks soon. */
  soon: () => void;
  /** Asks at once, or as soon as what is under way has been answered. */
  now: () => void;
  /** Asks no more. */
  stop: () => void;
};

export function createRefresher(ask: () => Promise<void>, soonMs = SOON_MS): Refresher {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let underWay = false;
  let again = false;
  let stopped = false;

  const run = async (): Promise<void> => {
    timer = undefined;
    underWay = true;
    await ask();
    underWay = false;
    if (again) soon();
  };
  const soon = (): void => {
    if (stopped) return;
    again = underWay;
    if (!underWay && timer === undefined) timer = setTimeout(() => void run(), soonMs);
  };
  return {
    soon,
    now() {
      clearTimeout(timer);
      if (underWay) again = true;
      else void run();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
