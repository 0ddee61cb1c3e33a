/** Counts attempts of many subjects in fixed minutes, in the memory of this process, within a bounded space. */
export class MinuteGuard {
  #minute = 0;
  readonly #attempts = new Map<string, number>();

  constructor(
    readonly limit: number,
    readonly maxSubjects = 10_000,
  ) {}

  /** True while the subject stays within the limit of this minute. When the space is full, strangers are let in. */
  take(subject: string, now: Date): boolean {
    const minute = Math.floor(now.getTime() / 60_000);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#attempts.clear();
    }
    const attempts = this.#attempts.get(subject);
    if (attempts === undefined && this.#attempts.size >= this.maxSubjects) return true;
    this.#attempts.set(subject, (attempts ?? 0) + 1);
    return (attempts ?? 0) < this.limit;
  }
}
