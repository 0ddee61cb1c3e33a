import type { LoadedVersion } from "@/lib/catalog/server/load-version-contents";

/** A plan version as staff see it. */
export type VersionView = {
  id: string;
  planId: string;
  number: number;
  status: "draft" | "published";
  priceMinor: number;
  currency: string;
  ratePerMinute: number | null;
  trialDays: number;
  note: string;
  features: { featureId: string; limitUnits: number | null }[];
  updatedAt: string;
  publishedAt: string | null;
};

export const describeVersion = ({ row, content }: LoadedVersion): VersionView => ({
  id: row.id,
  planId: row.planId,
  number: row.number,
  status: row.status,
  priceMinor: row.priceMinor,
  currency: row.currency,
  ratePerMinute: row.ratePerMinute,
  trialDays: row.trialDays,
  note: row.note,
  features: Object.entries(content.limits).map(([featureId, limitUnits]) => ({ featureId, limitUnits })),
  updatedAt: row.updatedAt.toISOString(),
  publishedAt: row.publishedAt?.toISOString() ?? null,
});
