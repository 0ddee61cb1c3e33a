import { DurationHistogram } from "@/lib/gateway/server/duration-histogram";

/** What is counted of every call, kept so that counting costs next to nothing. */
export class GatewayFigures {
  /** By status, and by code of the refusal; empty for a call that was passed on. */
  readonly calls = new Map<string, Map<number, number>>();
  /** From the call's head to its decision. */
  readonly decision = new DurationHistogram([0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 100, 500, 2_500]);
  /** From passing on to the end of the answer. */
  readonly upstream = new DurationHistogram([0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000, 30_000]);
  badCosts = 0;

  #count(code: string, status: number): void {
    let byStatus = this.calls.get(code);
    if (!byStatus) {
      byStatus = new Map();
      this.calls.set(code, byStatus);
    }
    byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
  }

  /** A call that Faregate answered itself. */
  refused(code: string, status: number, startedMs: number): void {
    this.#count(code, status);
    this.decision.observe(performance.now() - startedMs);
  }

  /** A call that was passed on and has ended; 499 when the caller left. */
  answered(status: number): void {
    this.#count("", status);
  }

  forwarded(decisionMs: number, upstreamMs: number): void {
    this.decision.observe(decisionMs);
    this.upstream.observe(upstreamMs);
  }

  badCost(): void {
    this.badCosts++;
  }
}
