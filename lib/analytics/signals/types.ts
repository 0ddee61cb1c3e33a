import type { Silence } from "@/lib/analytics/metrics/silence";
import type { UsageChange } from "@/lib/analytics/metrics/usage-change";

/** Families of risk; each has a most that it can add. */
export type RiskFamily = "usage" | "payment" | "friction" | "engagement";
export type RiskBand = "calm" | "watch" | "act" | "new";

export type SignalId =
  | "usage_falling"
  | "silent_tenant"
  | "key_quiet"
  | "breadth_shrinks"
  | "errors_up"
  | "stuck_at_wall"
  | "repeated_walls"
  | "gone_after_refusal"
  | "blind_retries"
  | "payment_failed"
  | "grace_ending"
  | "card_expires"
  | "low_balance"
  | "leaving_intent"
  | "never_activated";

export type ExpansionId = "early_eighty" | "repeated_quota" | "wants_feature" | "new_work" | "own_cap" | "not_sold";

/** What is known of one tenant at one instant, read from data before it. Durations in days, fractions allowed. */
export type TenantFacts = {
  /** Days since the tenant's first call or creation; fewer than 28 give no score. */
  historyDays: number;
  usageChange: UsageChange | null;
  silence: Silence | null;
  /** Live keys that went quiet while the tenant goes on: name, share of the tenant's calls before (0–1). */
  quietKeys: readonly { keyId: string; name: string; share: number; silence: Silence }[];
  /** Routes with an allowed call in 28 days, and in the 28 before. */
  breadth: { now: number; before: number } | null;
  /** Calls that failed of those that were not refused for money, by a cap or by rate: 7 days, and the 28 before (0–1). */
  errors: { nowShare: number; beforeShare: number } | null;
  /** The oldest open run of refusals for money that was still called in the last 24 hours. */
  openWall: { code: string; featureName: string | null; days: number; receiptsOpened: boolean } | null;
  /** Runs of refusals in 90 days that ended because a period began anew. */
  wallsWaitedOut: number;
  /** Allowed calls of the 7 days before the last run of refusals opened, and of the 7 days after it was over. */
  afterRefusal: { openedOn: string; beforeCalls: number; afterCalls: number } | null;
  /** Refusals in runs of the last 7 days, and those of them that came within a minute of one that was read. */
  retries: { refusals: number; blind: number } | null;
  overdue: {
    invoiceNumber: string | null;
    amount: string;
    days: number;
    graceDays: number;
    cause: string | null;
  } | null;
  graceEnds: { inDays: number; at: string } | null;
  /** The only cards end before the next charge, which is in so many days. */
  cardEnds: { inDays: number; last4: string; endsAt: string; nextChargeAt: string } | null;
  /** Days that credits last (10th percentile and middle), where nothing refills them. */
  balance: { p10: number; p50: number } | null;
  /** What was done within 24 hours that leads away: a smaller plan or the end asked for, keys revoked. */
  leaving: { change: "downgrade" | "cancel" | null; keysRevoked: number; keysBefore: number } | null;
  /** A key was made and no call was ever let through: days since, and how many were refused as unknown. */
  neverActivated: { days: number; unauthorized: number } | null;
  /** Periods in a row in which 80 % was used before 60 % of the time. */
  earlyEighty: { periods: number; dayOfPeriod: number; featureName: string } | null;
  quotaWalls30: { count: number; paid: number };
  /** Days of the last 30 on which one feature that the plan lacks was asked for, the most asked one. */
  wantedFeature: { featureName: string; days: number } | null;
  /** A live key of the last 28 days that is called, beside what `usageChange` says. */
  newKey: { name: string } | null;
  /** Own caps that were reached and raised within a day, in 60 days. */
  capsRaised60: number;
  /** Days of the last 30 with a refusal behind which nothing is on sale, of the most asked feature. */
  notSold: { featureName: string; days: number } | null;
};

/** A signal that speaks. `weight` runs from 0.25 (warning) to 1 (alarm). */
export type Firing = {
  id: SignalId;
  family: RiskFamily;
  points: number;
  weight: number;
  /** What this signal adds before its family's most: points × weight, a whole number. */
  adds: number;
  /** Two or three words for the addition: "silent 16 d". */
  short: string;
  sentence: string;
};

export type Risk = {
  /** Null: too young to be scored; payment and silence speak all the same. */
  score: number | null;
  band: RiskBand;
  firings: Firing[];
  /** What each family adds, cut at its most: the addition that the score is. */
  families: Record<RiskFamily, number>;
};

export type Expansion = { id: ExpansionId; sentence: string };
