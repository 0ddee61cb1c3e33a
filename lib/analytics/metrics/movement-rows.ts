import { type MrrHistory, type MrrStep, mrrBefore, spanOf, stepBefore } from "@/lib/analytics/metrics/mrr-history";
import {
  type MovementKind,
  type MrrSpan,
  type MrrSummary,
  movementKind,
  sumMovements,
} from "@/lib/analytics/metrics/mrr-movement";

/**
 * Why recurring revenue of a tenant ended (M12). `voluntary`: cancelled, or moved to a plan without a price;
 * `involuntary`: ended or closed while a payment was overdue; `paused`: stopped on purpose, and may be resumed.
 */
export type Departure = "voluntary" | "involuntary" | "paused";

/** What one tenant's MRR did within one step of time: its two ends, and every change between them. */
export type MovementRow = {
  tenantId: string;
  tenantName: string;
  /** Place of the step in the window. */
  bucket: number;
  kind: MovementKind;
  startMinor: number;
  endMinor: number;
  /** Set where the kind is `churn`. */
  departure: Departure | null;
  changes: readonly MrrStep[];
};

type Bounds = { startMs: number; endMs: number };

/** The class of a departure by what was held before and after MRR fell to nothing. */
export function departureOf(before: MrrStep | null, after: MrrStep): Departure {
  if (after.status === "paused") return "paused";
  const wasOverdue = before?.status === "grace" || before?.status === "suspended";
  return wasOverdue || after.status === "suspended" ? "involuntary" : "voluntary";
}

/**
 * Every tenant's movement in each step, in one currency. A tenant that changes twice within a step counts once, by its
 * MRR at both ends; who came and left within it has moved nothing.
 */
export function movementRows(
  histories: readonly MrrHistory[],
  buckets: readonly Bounds[],
  currency: string,
): MovementRow[] {
  return histories.flatMap((history) =>
    buckets.flatMap(({ startMs, endMs }, bucket) => {
      const changes = history.steps.filter(({ atMs }) => atMs >= startMs && atMs < endMs);
      if (changes.length === 0) return [];
      const { startMinor, endMinor, hadPaidBefore } = spanOf(history, { fromMs: startMs, toMs: endMs }, currency);
      const kind = movementKind(startMinor, endMinor, hadPaidBefore);
      if (kind === null) return [];
      const departure = kind === "churn" ? departureWithin(history, changes) : null;
      return [
        {
          tenantId: history.tenantId,
          tenantName: history.tenantName,
          bucket,
          kind,
          startMinor,
          endMinor,
          departure,
          changes,
        },
      ];
    }),
  );
}

/** By the last change that took MRR to nothing. */
function departureWithin(history: MrrHistory, changes: readonly MrrStep[]): Departure {
  const pairs = changes.map((after) => ({ before: stepBefore(history, after.atMs), after }));
  const last = pairs.findLast(({ before, after }) => (before?.mrrMinor ?? 0) > 0 && after.mrrMinor === 0);
  return last ? departureOf(last.before, last.after) : "voluntary";
}

export const spansOf = (
  histories: readonly MrrHistory[],
  window: { fromMs: number; toMs: number },
  currency: string,
): MrrSpan[] => histories.map((history) => spanOf(history, window, currency));

/** The sums of one step, with how many tenants pay at its end, and how many moved by each kind. */
export type MovementSum = MrrSummary & { payersAtEnd: number; tenants: Record<MovementKind, number> };

/** The sums of each step of a window. start + new + reactivation + expansion − contraction − churn = end, in each. */
export function sumSteps(
  histories: readonly MrrHistory[],
  buckets: readonly Bounds[],
  currency: string,
  rows: readonly MovementRow[] = movementRows(histories, buckets, currency),
): MovementSum[] {
  return buckets.map(({ startMs, endMs }, bucket) => {
    const of = rows.filter((row) => row.bucket === bucket);
    const count = (kind: MovementKind) => of.filter((row) => row.kind === kind).length;
    return {
      ...sumMovements(spansOf(histories, { fromMs: startMs, toMs: endMs }, currency)),
      payersAtEnd: histories.filter((history) => mrrBefore(history, endMs, currency) > 0).length,
      tenants: {
        new: count("new"),
        expansion: count("expansion"),
        reactivation: count("reactivation"),
        contraction: count("contraction"),
        churn: count("churn"),
      },
    };
  });
}

/** What was gained for each unit of what was lost (M25); "none" where nothing was lost, null where nothing moved. */
export function quickRatio(sum: Omit<MrrSummary, "startMinor" | "endMinor">): number | "none" | null {
  const gained = sum.newMinor + sum.expansionMinor + sum.reactivationMinor;
  const lost = sum.contractionMinor + sum.churnMinor;
  if (lost === 0) return gained === 0 ? null : "none";
  return gained / lost;
}

/** Adds steps up: what moved is summed, start and end are the window's. */
export function addSteps(sums: readonly MovementSum[]): MovementSum | null {
  const [first, last] = [sums[0], sums.at(-1)];
  if (!first || !last) return null;
  const add = (value: (sum: MovementSum) => number) => sums.reduce((total, sum) => total + value(sum), 0);
  return {
    startMinor: first.startMinor,
    endMinor: last.endMinor,
    newMinor: add((sum) => sum.newMinor),
    expansionMinor: add((sum) => sum.expansionMinor),
    reactivationMinor: add((sum) => sum.reactivationMinor),
    contractionMinor: add((sum) => sum.contractionMinor),
    churnMinor: add((sum) => sum.churnMinor),
    payersAtStart: first.payersAtStart,
    churnedTenants: add((sum) => sum.churnedTenants),
    payersAtEnd: last.payersAtEnd,
    tenants: {
      new: add((sum) => sum.tenants.new),
      expansion: add((sum) => sum.tenants.expansion),
      reactivation: add((sum) => sum.tenants.reactivation),
      contraction: add((sum) => sum.tenants.contraction),
      churn: add((sum) => sum.tenants.churn),
    },
  };
}
