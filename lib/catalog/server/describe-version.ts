import { termsOf } from "@/lib/catalog/compare-versions";
import type { LoadedVersion } from "@/lib/catalog/server/load-version-contents";
import type { VersionView } from "@/lib/catalog/views";

export const describeVersion = ({ row, content }: LoadedVersion): VersionView => ({
  id: row.id,
  planId: row.planId,
  number: row.number,
  status: row.status,
  priceMinor: row.priceMinor,
  currency: row.currency,
  ratePerMinute: row.ratePerMinute,
  interval: row.interval,
  trialDays: row.trialDays,
  trialNeedsCard: row.trialNeedsCard,
  graceDays: row.graceDays,
  trialGraceDays: row.trialGraceDays,
  note: row.note,
  features: Object.entries(content.limits).map(([featureId, limitUnits]) => ({
    featureId,
    limitUnits,
    ...termsOf(content, featureId),
  })),
  updatedAt: row.updatedAt.toISOString(),
  publishedAt: row.publishedAt?.toISOString() ?? null,
});
