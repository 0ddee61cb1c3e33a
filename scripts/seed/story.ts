import type { MemberRole } from "@/lib/accounts/permissions";
import type { DeclineCause } from "@/lib/billing/types";
import type { PeriodKind } from "@/lib/period";
import type { DemoFeature, DemoVersion } from "@/scripts/seed/demo-catalogue";

/** What a tenant of the demo is there to show. */
export type StoryKind =
  | "home"
  | "healthy"
  | "growing"
  | "at the wall"
  | "prepaid"
  | "past due"
  | "churning"
  | "silent"
  | "started"
  | "abusive"
  | "left"
  | "planted";

/** Hours and days on which a tenant calls, by its own clock. */
export type Rhythm = "office" | "nightly" | "shop" | "steady" | "batch";

/** Which routes it calls. */
export type Mix = "geo" | "weather" | "both" | "reports" | "shrinking";

/**
 * When something happened: days before the first start; so many minutes after the first refusal for money since a day,
 * which only the calls themselves tell; or so many days after the payment failed.
 */
export type When =
  | { daysAgo: number }
  | { minutesAfterRefusal: number; sinceDaysAgo: number }
  | { daysAfterFailure: number };

export type Act = When &
  (
    | { do: "hold"; version: DemoVersion; trialDays?: number; reason?: string }
    /** The charge of the billing period that runs then fails at its first attempt. */
    | { do: "fail"; cause: DeclineCause; declineCode: string }
    | { do: "pay" }
    /** Ends with the period that runs then. */
    | { do: "cancel"; reason: string }
    /** Another version from the end of the period on. */
    | { do: "downgrade"; version: DemoVersion }
    | { do: "end"; reason: string }
    /** The trial is over, and nothing followed it. */
    | { do: "trial_over"; version: DemoVersion }
    | { do: "suspend"; reason: string }
    | {
        do: "except";
        kind: "extra_units" | "feature_access" | "access_until";
        feature?: DemoFeature;
        units?: number;
        days: number;
        reason: string;
      }
  );

export type StoryKey = {
  name: string;
  /** Part of the tenant's calls, relative to its other keys. */
  share: number;
  madeDaysAgo?: number;
  /** Calls nothing any more since then. */
  quietDaysAgo?: number;
  expiresInDays?: number;
  rotatedDaysAgo?: number;
  budget?: { feature: DemoFeature; units: number; period: PeriodKind };
};

/** Prepaid credits that came in one piece. */
export type StoryLot = {
  daysAgo: number;
  /** So many, or as many as are spent until then and `spare` more. */
  credits: number | { untilDaysAgo: number; spare: number };
  kind: "bought" | "granted";
  expiresAfterDays?: number;
  reason: string;
};

/** Calls beside the rhythm, evenly over some minutes. */
export type Burst = {
  daysAgo: number;
  minutes: number;
  calls: number;
  key?: string;
  /** The secret that is sent: its key's, or one that nobody knows. */
  secret?: "unknown";
};

export type Story = {
  name: string;
  kind: StoryKind;
  locale: "en" | "de" | null;
  timeZone: string;
  /** Days, or whole months before the day on which its period began anew. */
  cameDaysAgo: number | { months: number; before: number };
  /** Pays by card; missing: the operator bills it by hand, or nobody. */
  card?: { brand: string; last4: string; expiresBeforeRenewal?: true };
  acts: Act[];
  keys: StoryKey[];
  rhythm: Rhythm;
  mix: Mix;
  /** Features that it calls though its plan lacks them. */
  wants?: DemoFeature[];
  /** Calls on a weekday at level 1, and what of that on a day of the weekend. */
  callsPerDay: number;
  weekendShare?: number;
  /** Level of use by days ago, linear in between; missing: 1 throughout. */
  level?: [daysAgo: number, level: number][];
  /** Share of calls that its upstream answers with an error. */
  errorShare?: number;
  lots?: StoryLot[];
  bursts?: Burst[];
  members?: MemberRole[];
  /** Outcome that only tests of signals know beforehand; told wherever it is counted. */
  planted?: "hit" | "false alarm";
};
