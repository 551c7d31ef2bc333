import { describe, expect, it } from 'vitest';
import type { PeerSide } from '../protocol/PeerSide.ts';
import { climb, GROUND, goesOn, isUp, type Ladder, type LadderInput, type Step } from './ladder.ts';

/** A ladder and its clock; remembers when each step was taken. */
class Climber {
  ladder: Ladder = GROUND;
  now = 1_000;
  taken: string[] = [];

  put(input: LadderInput): void {
    const { ladder, steps } = climb(this.ladder, input);
    this.ladder = ladder;
    for (const step of steps) this.taken.push(`${(this.now - 1_000) / 1_000} ${name(step)}`);
  }
  state(side: PeerSide, state: RTCPeerConnectionState): void {
    this.put({ type: 'state', side, state, now: this.now });
  }
  /** Seconds go by, in the half seconds of the shell's clock. */
  pass(seconds: number): void {
    for (let half = 0; half < seconds * 2; half++) {
      this.now += 500;
      this.put({ type: 'time', now: this.now });
    }
  }
}

const name = (step: Step): string => ('side' in step ? `${step.do} ${step.side}` : step.do);

function inCall(): Climber {
  const climber = new Climber();
  climber.put({ type: 'begun', now: climber.now });
  climber.state('pub', 'connected');
  climber.put({ type: 'made', side: 'sub', now: climber.now });
  climber.state('sub', 'connected');
  expect(isUp(climber.ladder)).toBe(true);
  expect(climber.taken).toEqual([]);
  return climber;
}

describe('the ladder', () => {
  it('does nothing about a connection that is back within two seconds', () => {
    const climber = inCall();
    climber.state('sub', 'disconnected');
    climber.pass(1.5);
    expect(isUp(climber.ladder)).toBe(false);
    climber.state('sub', 'connected');
    climber.pass(30);
    expect(climber.taken).toEqual([]);
    expect(climber.ladder.troubleSince).toBeNull();
  });

  it('says that sound and picture are gone when the socket is gone too', () => {
    const climber = inCall();
    climber.state('sub', 'disconnected');
    expect(goesOn(climber.ladder)).toBe(true);
    climber.put({ type: 'socket', open: false, now: climber.now });
    expect(goesOn(climber.ladder)).toBe(false);
    climber.state('sub', 'connected');
    expect(goesOn(climber.ladder)).toBe(true);
  });

  it('restarts ICE, then makes a new connection, then gives up pictures, then ends', () => {
    const climber = inCall();
    climber.state('pub', 'disconnected');
    climber.pass(120);
    expect(climber.taken).toEqual([
      '2 restart_ice pub',
      '8 make_anew pub',
      '16 give_up_pictures',
      '16 make_anew pub',
      '24 make_anew pub',
      '32 make_anew pub',
      '40 make_anew pub',
      '48 make_anew pub',
      '56 make_anew pub',
      '60 fail',
    ]);
    expect(climber.ladder.failed).toBe(true);
  });

  it('stays failed whatever comes, until somebody begins anew', () => {
    const climber = inCall();
    climber.state('pub', 'failed');
    climber.pass(61);
    climber.taken = [];
    climber.state('pub', 'connected');
    climber.put({ type: 'network', now: climber.now });
    climber.pass(10);
    expect([climber.ladder.failed, climber.taken]).toEqual([true, []]);
    climber.put({ type: 'begun', now: climber.now });
    climber.state('pub', 'connected');
    expect([climber.ladder.failed, isUp(climber.ladder)]).toEqual([false, true]);
  });

  it('restarts at once when a connection says it has failed, and makes another when that fails too', () => {
    const climber = inCall();
    climber.state('sub', 'failed');
    expect(climber.taken).toEqual(['0 restart_ice sub']);
    climber.pass(1);
    climber.state('sub', 'failed');
    expect(climber.taken.at(-1)).toBe('1 make_anew sub');
    climber.state('sub', 'connecting');
    climber.state('sub', 'connected');
    climber.pass(30);
    expect(climber.taken).toHaveLength(2);
  });

  it('takes pictures back after it has been well for a while, and not before', () => {
    const climber = inCall();
    climber.state('pub', 'failed');
    climber.pass(15);
    expect(climber.taken).toContain('14 give_up_pictures');
    climber.state('pub', 'connected');
    climber.pass(19.5);
    expect(climber.taken.some((one) => one.includes('take_back'))).toBe(false);
    climber.pass(1);
    expect(climber.taken.at(-1)).toMatch(/take_back_pictures$/);
    expect(climber.ladder.audioOnly).toBeNull();
  });

  it('restarts both at once when the network changes, without calling a good one lost', () => {
    const climber = inCall();
    climber.put({ type: 'network', now: climber.now });
    expect(climber.taken).toEqual(['0 restart_ice pub', '0 restart_ice sub']);
    climber.pass(30);
    expect(climber.taken).toHaveLength(2);
    expect(isUp(climber.ladder)).toBe(true);
  });

  it('takes no step without the socket, and takes it again when the socket is back', () => {
    const climber = inCall();
    climber.put({ type: 'socket', open: false, now: climber.now });
    climber.state('sub', 'disconnected');
    climber.pass(10);
    expect(climber.taken).toEqual([]);
    climber.put({ type: 'socket', open: true, now: climber.now });
    expect(climber.taken).toEqual(['10 restart_ice sub']);
    climber.pass(5.5);
    expect(climber.taken).toHaveLength(1);
    climber.pass(0.5);
    expect(climber.taken.at(-1)).toBe('16 make_anew sub');
  });

  it('ends even when the socket never comes back', () => {
    const climber = inCall();
    climber.put({ type: 'socket', open: false, now: climber.now });
    climber.state('sub', 'disconnected');
    climber.pass(60);
    expect(climber.taken).toEqual(['60 fail']);
  });

  it('believes its ears: a connected connection without sound is restarted, then made anew', () => {
    const climber = inCall();
    climber.put({ type: 'sound', comes: false, now: climber.now });
    climber.state('sub', 'connected');
    expect(isUp(climber.ladder)).toBe(false);
    climber.pass(6);
    expect(climber.taken).toEqual(['0 restart_ice sub', '6 make_anew sub']);
    const another = inCall();
    another.put({ type: 'sound', comes: false, now: another.now });
    another.put({ type: 'sound', comes: true, now: another.now });
    expect(isUp(another.ladder)).toBe(true);
  });

  it('does not wait for a second connection where nobody else is', () => {
    const climber = new Climber();
    climber.put({ type: 'begun', now: climber.now });
    expect(climber.ladder.troubleSince).not.toBeNull();
    climber.state('pub', 'connected');
    climber.pass(100);
    expect([isUp(climber.ladder), climber.taken]).toEqual([true, []]);
  });

  it('asks for a second connection when somebody should be heard and it never came', () => {
    const climber = new Climber();
    climber.put({ type: 'begun', now: climber.now });
    climber.state('pub', 'connected');
    climber.put({ type: 'sound', comes: false, now: climber.now });
    expect(climber.taken).toEqual(['0 make_anew sub']);
    expect(isUp(climber.ladder)).toBe(false);
  });

  it('makes a first connection anew that never comes up, and ends after a minute', () => {
    const climber = new Climber();
    climber.put({ type: 'begun', now: climber.now });
    climber.pass(70);
    expect(climber.taken[0]).toBe('8 make_anew pub');
    expect(climber.taken.at(-1)).toBe('60 fail');
    expect(climber.ladder.everUp).toBe(false);
  });
});
