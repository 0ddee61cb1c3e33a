import type { MeterTerms } from "@/lib/catalog/types";

/** What a plan version promises, as far as a change of it can be seen. */
export type VersionContent = {
  priceMinor: number;
  currency: string;
  ratePerMinute: number | null;
  /** How often the price is due. */
  interval: "month" | "year";
  trialDays: number;
  trialNeedsCard: boolean;
  /** Days that calls go on after a failed payment, and after a failed first one behind a trial. */
  graceDays: number;
  trialGraceDays: number;
  /** Units by feature id; missing is not included, null is without limit. */
  limits: Readonly<Record<string, number | null>>;
  /** Terms by feature id, for included meters. */
  meters: Readonly<Record<string, MeterTerms>>;
};

export type DifferenceKind = "added" | "removed" | "increased" | "decreased" | "changed" | "same";

/** What is agreed about payment, beside the price. */
export type Condition = "interval" | "trialNeedsCard" | "graceDays" | "trialGraceDays";

/** One line of a comparison. `subject` is a feature id or one of the version's own fields. */
export type Difference = {
  subject: "price" | "rate" | "trial" | Condition | (string & {});
  /** What of the feature; missing is its units. Terms have a line only where they differ. */
  aspect?: "period" | "credits" | "overage" | "overageRate";
  kind: DifferenceKind;
  /** Value before and after; null is without limit, undefined is not included. Credits are micro-credits, rates 10⁻¹² minor units a unit. */
  before: number | string | boolean | null | undefined;
  after: number | string | boolean | null | undefined;
};

const plainTerms: MeterTerms = {
  period: "anniversary",
  creditMicroPerUnit: null,
  overage: "none",
  overageRateE12: null,
};

/** How a version counts a feature; what is no meter of it has the plain terms. */
export const termsOf = (content: Pick<VersionContent, "meters"> | null, featureId: string): MeterTerms =>
  content?.meters[featureId] ?? plainTerms;

const size = (value: number | null) => value ?? Number.POSITIVE_INFINITY;

function compare(before: number | null, after: number | null): DifferenceKind {
  if (before === after) return "same";
  return size(after) > size(before) ? "increased" : "decreased";
}

/** Terms that differ; what is missing on one side counts as plain there. */
function compareTerms(subject: string, before: MeterTerms, after: MeterTerms): Difference[] {
  const lines: Difference[] = [];
  if (before.period !== after.period) {
    lines.push({ subject, aspect: "period", kind: "changed", before: before.period, after: after.period });
  }
  const [was, is] = [before.creditMicroPerUnit, after.creditMicroPerUnit];
  if (was !== is) {
    const kind = was === null ? "added" : is === null ? "removed" : compare(was, is);
    lines.push({ subject, aspect: "credits", kind, before: was ?? undefined, after: is ?? undefined });
  }
  if (before.overage !== after.overage) {
    const kind = after.overage === "none" ? "removed" : "added";
    lines.push({ subject, aspect: "overage", kind, before: before.overage, after: after.overage });
  }
  const [rated, rate] = [before.overageRateE12, after.overageRateE12];
  if (rated !== rate) {
    const kind = rated === null ? "added" : rate === null ? "removed" : compare(rated, rate);
    lines.push({ subject, aspect: "overageRate", kind, before: rated ?? undefined, after: rate ?? undefined });
  }
  return lines;
}

const conditions = ["interval", "trialNeedsCard", "graceDays", "trialGraceDays"] as const;

/** Conditions that differ; a first version has nothing to differ from. */
function compareConditions(live: VersionContent | null, draft: VersionContent): Difference[] {
  if (!live) return [];
  return conditions.flatMap((subject): Difference[] => {
    const [before, after] = [live[subject], draft[subject]];
    if (before === after) return [];
    const kind = typeof before === "number" && typeof after === "number" ? compare(before, after) : "changed";
    return [{ subject, kind, before, after }];
  });
}

/**
 * Compares two versions of a plan, keyed by feature id and never by name, in six kinds. Price, rate and trial come
 * first, then conditions of payment that differ, then features in the order of their ids, each followed by the terms of it that differ. No live version:
 * everything is added.
 */
export function compareVersions(live: VersionContent | null, draft: VersionContent): Difference[] {
  const fields: Difference[] = [
    {
      subject: "price",
      kind: !live ? "added" : live.currency === draft.currency ? compare(live.priceMinor, draft.priceMinor) : "changed",
      before: live?.priceMinor,
      after: draft.priceMinor,
    },
    {
      subject: "rate",
      kind: live ? compare(live.ratePerMinute, draft.ratePerMinute) : "added",
      before: live?.ratePerMinute,
      after: draft.ratePerMinute,
    },
    {
      subject: "trial",
      kind: live ? compare(live.trialDays, draft.trialDays) : "added",
      before: live?.trialDays,
      after: draft.trialDays,
    },
  ];
  const ids = [...new Set([...Object.keys(live?.limits ?? {}), ...Object.keys(draft.limits)])].sort();
  return [
    ...fields,
    ...compareConditions(live, draft),
    ...ids.flatMap((subject): Difference[] => {
      const before = live?.limits[subject];
      const after = draft.limits[subject];
      const kind = before === undefined ? "added" : after === undefined ? "removed" : compare(before, after);
      const terms = kind === "removed" ? [] : compareTerms(subject, termsOf(live, subject), termsOf(draft, subject));
      return [{ subject, kind, before, after }, ...terms];
    }),
  ];
}

const isAboutPayment = (subject: string, aspect: Difference["aspect"]): boolean =>
  subject === "price" ||
  subject === "trial" ||
  aspect === "overageRate" ||
  (conditions as readonly string[]).includes(subject);

/** True when a tenant that moves loses something: a feature, units, requests a minute, or a way to pay for more. */
export const reducesAccess = (differences: readonly Difference[]): boolean =>
  differences.some(({ subject, aspect, kind, before }) => {
    if (isAboutPayment(subject, aspect)) return false;
    if (kind === "removed") return true;
    if (aspect === "period") return before === "day";
    return aspect === undefined && kind === "decreased";
  });
