/** How a tenant's monthly recurring revenue moved. */
export type MovementKind = "new" | "expansion" | "contraction" | "churn" | "reactivation";

/**
 * What one change of a tenant's MRR is called; null where nothing changed.
 *
 * @param hadPaidBefore whether the tenant ever had MRR before this change
 */
export function movementKind(beforeMinor: number, afterMinor: number, hadPaidBefore: boolean): MovementKind | null {
  if (beforeMinor === afterMinor) return null;
  if (beforeMinor === 0) return hadPaidBefore ? "reactivation" : "new";
  if (afterMinor === 0) return "churn";
  return afterMinor > beforeMinor ? "expansion" : "contraction";
}

/**
 * MRR of a price: what is due a month, in minor units. Other intervals count as 30 days of their length, rounded half
 * to even, so that sums of many do not drift.
 */
export function monthlyMinor(priceMinor: number, interval: "month" | "year"): number {
  return interval === "month" ? priceMinor : roundHalfEven((priceMinor * 30) / 365);
}

function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/** One tenant's MRR at both ends of a window, in minor units of one currency. */
export type MrrSpan = { startMinor: number; endMinor: number; hadPaidBefore: boolean };

export type MrrSummary = {
  startMinor: number;
  endMinor: number;
  newMinor: number;
  expansionMinor: number;
  contractionMinor: number;
  churnMinor: number;
  reactivationMinor: number;
  payersAtStart: number;
  churnedTenants: number;
};

/** Sums of a window from the ends of every tenant: start + new + reactivation + expansion − contraction − churn = end. */
export function sumMovements(spans: readonly MrrSpan[]): MrrSummary {
  const sum: MrrSummary = {
    startMinor: 0,
    endMinor: 0,
    newMinor: 0,
    expansionMinor: 0,
    contractionMinor: 0,
    churnMinor: 0,
    reactivationMinor: 0,
    payersAtStart: 0,
    churnedTenants: 0,
  };
  for (const { startMinor, endMinor, hadPaidBefore } of spans) {
    sum.startMinor += startMinor;
    sum.endMinor += endMinor;
    if (startMinor > 0) sum.payersAtStart += 1;
    const change = Math.abs(endMinor - startMinor);
    const kind = movementKind(startMinor, endMinor, hadPaidBefore);
    if (kind === "new") sum.newMinor += change;
    else if (kind === "expansion") sum.expansionMinor += change;
    else if (kind === "contraction") sum.contractionMinor += change;
    else if (kind === "reactivation") sum.reactivationMinor += change;
    else if (kind === "churn") {
      sum.churnMinor += change;
      sum.churnedTenants += 1;
    }
  }
  return sum;
}

/** Shares of what was there at the start; null where nothing was. */
export type Retention = {
  /** Net revenue retention: those who paid at the start, as they pay at the end. */
  net: number | null;
  /** Gross: the same without what grew. */
  gross: number | null;
  tenantChurn: number | null;
  grossMrrChurn: number | null;
  /** Can be negative; not 1 − net, because who came back is outside net retention. */
  netMrrChurn: number | null;
};

/** The retention of a window (NRR, GRR, logo and MRR churn). */
export function retention(spans: readonly MrrSpan[]): Retention {
  const payers = spans.filter(({ startMinor }) => startMinor > 0);
  const sum = sumMovements(spans);
  const of = (part: number) => (sum.startMinor === 0 ? null : part / sum.startMinor);
  const lost = sum.churnMinor + sum.contractionMinor;
  return {
    net: of(payers.reduce((total, { endMinor }) => total + endMinor, 0)),
    gross: of(payers.reduce((total, { startMinor, endMinor }) => total + Math.min(startMinor, endMinor), 0)),
    tenantChurn: sum.payersAtStart === 0 ? null : sum.churnedTenants / sum.payersAtStart,
    grossMrrChurn: of(lost),
    netMrrChurn: of(lost - sum.expansionMinor - sum.reactivationMinor),
  };
}
