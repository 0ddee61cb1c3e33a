/** Counts by subject in the running minute of the clock; kept in memory, forgotten when the minute is over. */
export class MinuteWindows {
  #minute = 0;
  #counts = new Map<string, number>();

  #turn(now: Date): void {
    const minute = Math.floor(now.getTime() / 60_000);
    // A call that waited over the turn of a minute counts in the running one: it must not bring the old one back.
    // Only a clock that was set back further begins anew.
    if (minute === this.#minute || minute === this.#minute - 1) return;
    this.#minute = minute;
    this.#counts = new Map();
  }

  used(subject: string, now: Date): number {
    this.#turn(now);
    return this.#counts.get(subject) ?? 0;
  }

  add(subject: string, now: Date): void {
    this.#turn(now);
    this.#counts.set(subject, (this.#counts.get(subject) ?? 0) + 1);
  }
}

/** When the running minute ends. */
export const minuteEnd = (now: Date): Date => new Date((Math.floor(now.getTime() / 60_000) + 1) * 60_000);
