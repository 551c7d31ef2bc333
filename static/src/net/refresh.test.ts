import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRefresher } from './refresh.ts';

describe('asking again', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is done once for what comes together', async () => {
    const ask = vi.fn(() => Promise.resolve());
    const refresher = createRefresher(ask, 100);
    refresher.soon();
    refresher.soon();
    await vi.advanceTimersByTimeAsync(500);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it('is done once more for what came while it was under way', async () => {
    let answer = (): void => undefined;
    const ask = vi.fn(() => new Promise<void>((resolve) => (answer = resolve)));
    const refresher = createRefresher(ask, 100);
    refresher.soon();
    await vi.advanceTimersByTimeAsync(100);
    refresher.soon();
    refresher.soon();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ask).toHaveBeenCalledTimes(1);
    answer();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('is done where something happens all the time', async () => {
    const ask = vi.fn(() => Promise.resolve());
    const refresher = createRefresher(ask, 400);
    for (let at = 0; at < 4_000; at += 100) {
      refresher.soon();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(ask.mock.calls.length).toBeGreaterThan(7);
  });

  it('ends', async () => {
    const ask = vi.fn(() => Promise.resolve());
    const refresher = createRefresher(ask, 100);
    refresher.soon();
    refresher.stop();
    refresher.soon();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ask).not.toHaveBeenCalled();
  });
});
