import type { Sql } from "@/db/connect";
import type { CountFilter } from "@/lib/analytics/server/rollups/read-counts";
import { AppError } from "@/lib/errors";
import { invalidField } from "@/lib/invalid-field";

type EpisodeFilter = Pick<CountFilter, "tenants" | "features" | "codes" | "classes" | "keys"> & {
  /** From its first refusal through its last. */
  window: { from: string; to: string };
};

/**
 * The refusals of one run, as a filter of the log.
 * @throws AppError `validation_failed` for a run that nobody has; `not_found` for one of another tenant than `tenant`.
 */
export async function findEpisodeFilter(sql: Sql, id: string, tenant: string | null): Promise<EpisodeFilter> {
  const [row] = await sql<
    {
      tenantId: string;
      featureId: string;
      code: string;
      class: "money" | "cap";
      keyId: string;
      openedAt: Date;
      lastRefusedAt: Date;
    }[]
  >`
    select tenant_id as "tenantId", feature_id as "featureId", code, class, key_id as "keyId",
           opened_at as "openedAt", last_refused_at as "lastRefusedAt"
      from episode where id = ${id}`;
  if (tenant !== null && row?.tenantId !== tenant) throw new AppError("not_found");
  if (!row) throw invalidField("/episode", "unknown", "No run of refusals has this id.");
  return {
    tenants: [row.tenantId],
    features: [row.featureId],
    codes: [row.code],
    classes: [row.class],
    keys: row.keyId === "" ? undefined : [row.keyId],
    window: { from: row.openedAt.toISOString(), to: new Date(row.lastRefusedAt.getTime() + 1).toISOString() },
  };
}
