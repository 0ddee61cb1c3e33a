/** Refusals of one kind in one minute that keep a row of their own; the rest share one. */
export const keptRefusals = 60;

type Tally = { kept: number; lastKeptId: string; folded: number };

/**
 * Counts equal refusals (same tenant, key, feature and code) of the running minute, so that a caller in a retry loop
 * cannot fill the request log. Call `turn` when a minute may be over.
 */
export class RefusalFolds<Row> {
  #minute = 0;
  readonly #tallies = new Map<string, Tally & { first: Row | null }>();

  /**
   * Whether a refusal keeps its own row, and the request id that explains it: its own, or the last kept one. `stands`:
   * it is the first that is folded, whose row stands for all of them; the others need none.
   */
  count(kind: string, requestId: string): { kept: boolean; explainId: string; stands: boolean } {
    let tally = this.#tallies.get(kind);
    if (!tally) {
      tally = { kept: 0, lastKeptId: requestId, folded: 0, first: null };
      this.#tallies.set(kind, tally);
    }
    if (tally.kept < keptRefusals) {
      tally.kept++;
      tally.lastKeptId = requestId;
      return { kept: true, explainId: requestId, stands: false };
    }
    tally.folded++;
    return { kept: false, explainId: tally.lastKeptId, stands: tally.first === null };
  }

  /** Keeps the first folded refusal's row to stand for all. */
  stand(kind: string, row: Row): void {
    const tally = this.#tallies.get(kind);
    if (tally) tally.first ??= row;
  }

  /** Rows that stand for folded refusals, each with its weight, once their minute is over (or when `force`d). */
  turn(now: Date, force = false): { row: Row; weight: number }[] {
    const minute = Math.floor(now.getTime() / 60_000);
    if (minute === this.#minute && !force) return [];
    this.#minute = minute;
    const rows: { row: Row; weight: number }[] = [];
    for (const { first, folded } of this.#tallies.values())
      if (first && folded > 0) rows.push({ row: first, weight: folded });
    this.#tallies.clear();
    return rows;
  }
}
