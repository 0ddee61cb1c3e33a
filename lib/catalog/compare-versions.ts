/** What a plan version promises, as far as a change of it can be seen. */
export type VersionContent = {
  priceMinor: number;
  currency: string;
  ratePerMinute: number | null;
  trialDays: number;
  /** Units by feature id; missing is not included, null is without limit. */
  limits: Readonly<Record<string, number | null>>;
};

export type DifferenceKind = "added" | "removed" | "increased" | "decreased" | "changed" | "same";

/** One line of a comparison. `subject` is a feature id or one of the version's own fields. */
export type Difference = {
  subject: "price" | "rate" | "trial" | (string & {});
  kind: DifferenceKind;
  /** Value before and after; null is without limit, undefined is not included. */
  before: number | null | undefined;
  after: number | null | undefined;
};

const size = (value: number | null) => value ?? Number.POSITIVE_INFINITY;

function compare(before: number | null, after: number | null): DifferenceKind {
  if (before === after) return "same";
  return size(after) > size(before) ? "increased" : "decreased";
}

/**
 * Compares two versions of a plan, keyed by feature id and never by name, in six kinds. Price, rate and trial come
 * first, then features in the order of their ids. No live version: everything is added.
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
    ...ids.map((subject): Difference => {
      const before = live?.limits[subject];
      const after = draft.limits[subject];
      const kind = before === undefined ? "added" : after === undefined ? "removed" : compare(before, after);
      return { subject, kind, before, after };
    }),
  ];
}

/** True when a tenant that moves loses something: a feature, units, or requests a minute. */
export const reducesAccess = (differences: readonly Difference[]): boolean =>
  differences.some(
    ({ subject, kind }) => subject !== "price" && subject !== "trial" && (kind === "removed" || kind === "decreased"),
  );
