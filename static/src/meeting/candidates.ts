/*
 * One's own ICE candidates on their way to the server, as the browser finds them.
 * Invariant: none is told before the server has the description it belongs to, and none of an older one ever.
 */
import type { Generation } from '../protocol/Generation.ts';

type Found = { generation: Generation; candidate: string | null };

export type Candidates = {
  /** The browser found one; null is the end of them. */
  found: (generation: Generation, candidate: string | null) => void;
  /** The server has the description of this generation. */
  described: (generation: Generation) => void;
};

export function createCandidates(
  tell: (generation: Generation, candidate: string | null) => void,
): Candidates {
  let waiting: Found[] = [];
  let described: Generation = 0;
  return {
    found(generation, candidate) {
      if (generation < described) return;
      if (generation === described) tell(generation, candidate);
      else waiting.push({ generation, candidate });
    },
    described(generation) {
      described = Math.max(described, generation);
      const kept = waiting;
      waiting = kept.filter((one) => one.generation > described);
      for (const one of kept) if (one.generation === described) tell(described, one.candidate);
    },
  };
}
