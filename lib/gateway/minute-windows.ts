/** Counts by subject in the running minute of the clock; kept in bounded memory, forgotten when the minute is over. */
export class MinuteWindows {
  readonly #maxSubjects: number;
  #minute = 0;
  #counts = new Map<string, number>();

  /** @param maxSubjects subjects that are counted; beyond that the one that was counted first is forgotten. */
  constructor(maxSubjects = 100_000) {
    this.#maxSubjects = maxSubjects;
  }

  #turn(nowMs: number): void {
    const minute = Math.floor(nowMs / 60_000);
    // A call that waited over the turn of a minute counts in the running one: it must not bring the old one back.
    // Only a clock that was set back further begins anew.
    if (minute === this.#minute || minute === this.#minute - 1) return;
    this.#minute = minute;
    this.#counts = new Map();
  }

  used(subject: string, now: Date): number {
    this.#turn(now.getTime());
    return this.#counts.get(subject) ?? 0;
  }

  /** @returns the count with this one. */
  add(subject: string, now: Date): number {
    this.#turn(now.getTime());
    const before = this.#counts.get(subject);
    if (before === undefined && this.#counts.size >= this.#maxSubjects) {
      const oldest = this.#counts.keys().next().value;
      if (oldest !== undefined) this.#counts.delete(oldest);
    }
    this.#counts.set(subject, (before ?? 0) + 1);
    return (before ?? 0) + 1;
  }
}

/** When the running minute ends. */
export const minuteEnd = (now: Date): Date => new Date((Math.floor(now.getTime() / 60_000) + 1) * 60_000);
