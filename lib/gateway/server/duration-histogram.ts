import type { Counted } from "@/lib/gateway/server/told-histogram";

/** Counts durations in fixed buckets; one observation costs a few comparisons. */
export class DurationHistogram {
  readonly #boundsMs: readonly number[];
  readonly #counts: number[];
  #sumMs = 0;

  /** @param boundsMs upper bounds, rising; what is above the last is counted in `+Inf`. */
  constructor(boundsMs: readonly number[]) {
    this.#boundsMs = boundsMs;
    this.#counts = new Array<number>(boundsMs.length + 1).fill(0);
  }

  observe(ms: number): void {
    const bounds = this.#boundsMs;
    let at = 0;
    while (at < bounds.length && ms > (bounds[at] ?? 0)) at++;
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#sumMs += ms;
  }

  /** Cumulated counts by upper bound in seconds, as Prometheus tells them. */
  read(): Counted {
    let count = 0;
    const buckets = this.#counts.map((each, at) => {
      count += each;
      const bound = this.#boundsMs[at];
      return { le: bound === undefined ? ("+Inf" as const) : bound / 1000, count };
    });
    return { buckets, sumSec: this.#sumMs / 1000, count };
  }
}
