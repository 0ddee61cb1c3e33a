import type { Departure, MovementSum } from "@/lib/analytics/metrics/movement-rows";
import type { MovementKind } from "@/lib/analytics/metrics/mrr-movement";
import type { MoneyRange, MoneyStep } from "@/lib/analytics/money-window";

/** Instants are ISO 8601; amounts are minor units of the page's one currency, without tax unless they say so. */
export type RevenueScope = {
  asOf: string;
  zone: string;
  range: MoneyRange | null;
  from: string;
  to: string;
  step: MoneyStep;
  /** Null while nobody ever paid. */
  currency: string | null;
  /** Every currency in which somebody ever paid, with what it is now: never added up. */
  currencies: { currency: string; mrrMinor: number; payers: number }[];
  /** Since when there is recurring revenue in this currency. */
  historyStart: string | null;
};

export type RevenueStep = MovementSum & {
  start: string;
  end: string;
  elapsed: number;
};

/** Shares of what was there at the start of whole months that end with the last closed one. */
export type RetentionRow = {
  months: 1 | 3 | 12;
  from: string;
  to: string;
  payers: number;
  startMinor: number;
  net: number | null;
  /** Interval of 95 % by drawing tenants; null with fewer than five. */
  netLow: number | null;
  netHigh: number | null;
  gross: number | null;
  churnedTenants: number;
  grossMrrChurn: number | null;
  netMrrChurn: number | null;
  quickRatio: number | "none" | null;
  /** Nobody paid at its start: when it can be told. */
  completeOn: string | null;
};

export type PlanShareRow = {
  planId: string;
  name: string;
  /** Tenants that hold it, without and with a price, in a trial or not. */
  tenants: number;
  payers: number;
  trials: number;
  mrrMinor: number;
  /** Tenths of a percent of all MRR; the column adds up to 1 000. */
  sharePermille: number;
};

export type DepartureSum = { kind: Departure; tenants: number; mrrMinor: number };
/** Pays and does not call, or paid in advance and stopped: neither is churn. */
export type QuietTenant = {
  tenantId: string;
  tenantName: string;
  mrrMinor: number;
  /** Last allowed call or last bought credits, a day of the report zone; null: none that is known. */
  lastDay: string | null;
};

export type UsageStep = { start: string; end: string; elapsed: number; overageMinor: number; creditsMinor: number };

export type MovementView = RevenueScope & {
  now: {
    mrrMinor: number;
    payers: number;
    arpaMinor: number | null;
    /** Against the start of the present month, and the same part of the month before. */
    monthChangeMinor: number;
    lastMonthChangeMinor: number | null;
  };
  steps: RevenueStep[];
  total: MovementSum | null;
  retention: RetentionRow[];
  departures: DepartureSum[];
  dormant: QuietTenant[];
  lapsed: QuietTenant[];
  usage: {
    steps: UsageStep[];
    overageMinor: number;
    creditsMinor: number;
    /** The mean of the last three closed months; null before there are three. */
    meanMonthMinor: number | null;
    /** Counted in running periods and not invoiced yet, at the present rates. */
    meteredMinor: number;
  };
  plans: PlanShareRow[];
  published: { at: string; label: string; href: string }[];
};

/** One change of what a tenant holds. */
export type HeldChange = {
  at: string;
  status: string;
  planId: string | null;
  planName: string | null;
  planVersion: number | null;
  mrrMinor: number;
};

export type ChangeRow = {
  tenantId: string;
  tenantName: string;
  start: string;
  end: string;
  kind: MovementKind;
  departure: Departure | null;
  startMinor: number;
  endMinor: number;
  /** What the tenant wrote when it cancelled. */
  reason: string | null;
  changes: HeldChange[];
};
export type ChangesView = RevenueScope & { rows: ChangeRow[] };

export type PayerRow = {
  tenantId: string;
  tenantName: string;
  planId: string;
  planName: string;
  planVersion: number;
  status: string;
  mrrMinor: number;
  /** Since when it pays this. */
  since: string;
};
export type PayersView = RevenueScope & { at: string; rows: PayerRow[]; mrrMinor: number };

export type UsagePaperRow = {
  tenantId: string;
  tenantName: string;
  at: string;
  kind: "overage" | "credits";
  paperId: string;
  paperNumber: string | null;
  isStatement: boolean;
  units: number | null;
  amountMinor: number;
};
export type UsagePapersView = RevenueScope & { rows: UsagePaperRow[]; overageMinor: number; creditsMinor: number };

/** Invoices whose collection was tried for the first time in a step, and how many of those failed (M10). */
export type AttemptStep = {
  start: string;
  end: string;
  elapsed: number;
  attempted: number;
  failed: number;
  attemptedMinor: number;
  failedMinor: number;
};

/** How many of a cohort were paid within so many days of their first failure (M11). */
export type RecoveryCell = {
  days: RecoveryDays;
  /** Null while one of the cohort is too young to tell; `maturesOn` says until when. */
  recovered: number | null;
  recoveredMinor: number | null;
  maturesOn: string | null;
};
export type RecoveryDays = 3 | 7 | 14 | 30;

/** Failed invoices that are looked at together: of one month of failure, of one cause, or all. */
export type RecoveryCohort = {
  /** A cause, `all`, or the start of the month of failure. */
  name: string;
  start: string | null;
  end: string | null;
  failed: number;
  failedMinor: number;
  /** Those that the cells are shares of: of a month all, else those that failed 30 days ago or longer. */
  counted: number;
  countedMinor: number;
  cells: RecoveryCell[];
  /** Neither paid nor void now. */
  open: number;
  openMinor: number;
};

export type GraceRow = {
  tenantId: string;
  tenantName: string;
  planName: string;
  endsAt: string | null;
  owedMinor: number;
  currency: string;
  mrrMinor: number;
  invoiceNumber: string | null;
  cause: string | null;
};

export type CardRow = {
  tenantId: string;
  tenantName: string;
  brand: string;
  last4: string;
  /** End of its last month. */
  expiresAt: string;
  nextChargeAt: string;
  mrrMinor: number;
};
export type CardMonth = { month: string; tenants: number; mrrMinor: number; rows: CardRow[] };

export type RecoveryView = RevenueScope & {
  steps: AttemptStep[];
  attempted: number;
  failed: number;
  attemptedMinor: number;
  failedMinor: number;
  cohorts: RecoveryCohort[];
  total: RecoveryCohort;
  causes: RecoveryCohort[];
  grace: GraceRow[];
  cards: CardMonth[];
  exposedMinor: number;
  cardHolders: number;
  mrrMinor: number;
};

export type FailedRow = {
  invoiceId: string;
  number: string | null;
  tenantId: string;
  tenantName: string;
  failedAt: string;
  cause: string;
  declineCode: string | null;
  attempts: number;
  paidAt: string | null;
  status: string;
  /** Tax included: what the bank was asked for. */
  amountMinor: number;
};
export type FailedView = RevenueScope & { rows: FailedRow[] };
