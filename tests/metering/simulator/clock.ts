/** The two clocks of a machine as they run against true time: neither can be trusted alone. */
export type Clock = {
  /** Milliseconds since the machine started; stands still while it sleeps. */
  mono(trueMs: number): number;
  wall(trueMs: number): number;
  /** Somebody set the wall clock. */
  jump(byMs: number): void;
  /** The machine slept for so long: the monotonic clock missed it. */
  slept(ms: number): void;
  /** Started again: the monotonic clock begins anew, the wall clock goes on. */
  restart(trueMs: number): void;
};

export function createClock(startedMs: number, ratePpm: number, wallOffsetMs: number): Clock {
  const rate = 1 + ratePpm / 1_000_000;
  let monoFromMs = startedMs;
  let sleptMs = 0;
  let offsetMs = wallOffsetMs;
  return {
    mono: (trueMs) => Math.floor((trueMs - monoFromMs - sleptMs) * rate) + 1_000,
    wall: (trueMs) => Math.floor(startedMs + (trueMs - startedMs) * rate + offsetMs),
    jump: (byMs) => {
      offsetMs += byMs;
    },
    slept: (ms) => {
      sleptMs += ms;
    },
    restart: (trueMs) => {
      monoFromMs = trueMs;
      sleptMs = 0;
    },
  };
}
