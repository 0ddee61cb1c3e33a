const dayMs = 86_400_000;

/** An invoice whose first attempt failed. Instants in epoch milliseconds. */
export type FailedInvoice = { firstFailedAtMs: number; paidAtMs: number | null; amountMinor: number };

export type RecoveryShare = {
  days: number;
  recovered: number;
  mature: number;
  recoveredMinor: number;
  matureMinor: number;
};

/**
 * How many failed invoices were paid within so many days of their first failure. Only invoices that are old enough to
 * tell are in the share, so it never rises above 1 and never looks worse for being young.
 */
export function recoveredWithin(invoices: readonly FailedInvoice[], days: number, nowMs: number): RecoveryShare {
  const span = days * dayMs;
  const mature = invoices.filter(({ firstFailedAtMs }) => firstFailedAtMs + span <= nowMs);
  const recovered = mature.filter(
    ({ firstFailedAtMs, paidAtMs }) => paidAtMs !== null && paidAtMs - firstFailedAtMs <= span,
  );
  const sum = (some: readonly FailedInvoice[]) => some.reduce((total, { amountMinor }) => total + amountMinor, 0);
  return {
    days,
    recovered: recovered.length,
    mature: mature.length,
    recoveredMinor: sum(recovered),
    matureMinor: sum(mature),
  };
}
