import type { ResolutionKind } from "@/lib/analytics/episodes/types";
import { endedBy, type SurvivalStep, survival, timeUntil } from "@/lib/analytics/statistics/survival";

/** A run of refusals as far as its length matters. Instants in epoch milliseconds. */
export type Span = { openedAtMs: number; resolvedAtMs: number | null; kind: ResolutionKind | null };

export type TimeToResolve = {
  n: number;
  open: number;
  /** The share that is still open after so long. */
  steps: SurvivalStep[];
  /** Milliseconds; null where it was not reached, or under ten runs. */
  medianMs: number | null;
  p90Ms: number | null;
  /** Share resolved within 7 days; null without any run. */
  within7d: number | null;
  /** Of all runs, which share each kind of end has resolved by the last end that was seen. Most first. */
  kinds: { kind: ResolutionKind; share: number; n: number }[];
};

const weekMs = 7 * 86_400_000;

/**
 * M5: how long runs of refusals last (Kaplan–Meier, runs that go on are censored now and only now; giving up is no end).
 * By kind: cumulative incidence with the kinds competing, CIF_k(t) = Σ S(tᵢ−) · d_kᵢ / nᵢ (Aalen and Johansen, 1978).
 */
export function timeToResolve(spans: readonly Span[], nowMs: number): TimeToResolve {
  const cases = spans.map(({ openedAtMs, resolvedAtMs, kind }) => ({
    lasted: Math.max(0, (resolvedAtMs ?? nowMs) - openedAtMs),
    ended: resolvedAtMs !== null,
    kind,
  }));
  const steps = survival(cases);
  const isFew = cases.length < 10;
  return {
    n: cases.length,
    open: cases.filter(({ ended }) => !ended).length,
    steps,
    medianMs: isFew ? null : timeUntil(steps, 0.5),
    p90Ms: isFew ? null : timeUntil(steps, 0.9),
    within7d: cases.length === 0 ? null : endedBy(steps, weekMs),
    kinds: incidence(cases, steps),
  };
}

type Case = { lasted: number; ended: boolean; kind: ResolutionKind | null };

function incidence(cases: readonly Case[], steps: readonly SurvivalStep[]): TimeToResolve["kinds"] {
  const stepAt = new Map(steps.map((step, at) => [step.after, { step, before: steps[at - 1]?.surviving ?? 1 }]));
  const sums = new Map<ResolutionKind, { share: number; n: number }>();
  for (const { lasted, ended, kind } of cases) {
    const found = stepAt.get(lasted);
    if (!ended || !found) continue;
    const name = kind ?? "other";
    const sum = sums.get(name) ?? { share: 0, n: 0 };
    sums.set(name, { share: sum.share + found.before / found.step.atRisk, n: sum.n + 1 });
  }
  // Sums of fractions differ by a hair where they are equal.
  const rank = ({ share }: { share: number }) => Math.round(share * 1e9);
  return [...sums]
    .map(([kind, sum]) => ({ kind, ...sum }))
    .sort((a, b) => rank(b) - rank(a) || (a.kind < b.kind ? -1 : 1));
}
