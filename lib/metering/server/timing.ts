/** How long something took, counted by upper bounds in seconds; the last count is of everything longer. */
export type Timing = { bounds: readonly number[]; counts: number[]; count: number; sumSeconds: number };

const bounds = [0.000_005, 0.000_01, 0.000_025, 0.000_1, 0.000_5, 0.001, 0.005, 0.01, 0.025, 0.1, 0.25, 1];

export const newTiming = (): Timing => ({
  bounds,
  counts: new Array(bounds.length + 1).fill(0),
  count: 0,
  sumSeconds: 0,
});

/** Counts one more. Each count stands for its own span: not for all shorter ones too. */
export function timed(timing: Timing, ms: number): void {
  const seconds = ms / 1_000;
  let i = 0;
  while (i < bounds.length && seconds > (bounds[i] as number)) i++;
  timing.counts[i] = (timing.counts[i] as number) + 1;
  timing.count++;
  timing.sumSeconds += seconds;
}
