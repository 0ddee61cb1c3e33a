import { compareVersions, type VersionContent } from "@/lib/catalog/compare-versions";

/** Something of which a plan version has less: units, or requests a minute where `featureId` is null. */
export type Loss = { featureId: string | null; from: number | null; to: number | null };

/** What a tenant would have less of; null is without limit, and `to: 0` is not included any more. */
export const listLosses = (from: VersionContent, to: VersionContent): Loss[] =>
  compareVersions(from, to).flatMap(({ subject, aspect, kind, before, after }): Loss[] => {
    if (aspect !== undefined || (subject !== "rate" && !Object.hasOwn(from.limits, subject))) return [];
    if (kind !== "removed" && kind !== "decreased") return [];
    const units = (value: typeof before) => (typeof value === "number" ? value : null);
    return [
      {
        featureId: subject === "rate" ? null : subject,
        from: units(before),
        to: kind === "removed" ? 0 : units(after),
      },
    ];
  });
