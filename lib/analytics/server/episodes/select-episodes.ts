import type postgres from "postgres";
import type { Sql } from "@/db/connect";
import type { EpisodeView } from "@/lib/analytics/refusal-views";
import { gaveUp } from "@/lib/analytics/server/episodes/episode-filter";

type Stamp =
  | "openedAt"
  | "lastRefusedAt"
  | "resolvedAt"
  | "firstAllowAt"
  | "receiptOpenedAt"
  | "pricingOpenedAt"
  | "checkoutAt";
type Row = Omit<EpisodeView, Stamp | "state"> & Record<Stamp, Date | null> & { hasGivenUp: boolean };

/** Runs as they are shown, newest first. `where` begins with "and" and calls the episode `e`. */
export async function selectEpisodes(
  sql: Sql,
  { where, limit, now }: { where: postgres.PendingQuery<postgres.Row[]>; limit: number; now: Date },
): Promise<EpisodeView[]> {
  const rows = await sql<Row[]>`
    select e.id, json_build_object('id', t.id, 'name', t.name) as tenant,
           case when f.id is not null then json_build_object('id', f.id, 'name', f.name) end as feature,
           e.code, e.class,
           case when e.key_id <> '' then json_build_object('id', e.key_id, 'name', coalesce(k.name, e.key_id)) end as key,
           p.name as "planName", e.opened_at as "openedAt", e.last_refused_at as "lastRefusedAt",
           e.first_request_id as "firstRequestId", e.last_request_id as "lastRequestId", e.refusals,
           e.asked_units as "askedUnits", e.blind_retries as "blindRetries", e.resolved_at as "resolvedAt", e.kind,
           e.first_allow_at as "firstAllowAt", e.receipt_opened_at as "receiptOpenedAt",
           e.pricing_opened_at as "pricingOpenedAt", e.checkout_at as "checkoutAt", ${gaveUp(sql, now)} as "hasGivenUp"
      from episode e
      join tenant t on t.id = e.tenant_id
      left join feature f on f.id = e.feature_id
      left join api_key k on k.tenant_id = e.tenant_id and k.id = e.key_id
      left join plan_version v on v.id = e.plan_version_id
      left join plan p on p.id = v.plan_id
     where true ${where}
     order by e.opened_at desc, e.id desc limit ${limit}`;
  const text = (at: Date | null) => at?.toISOString() ?? null;
  return rows.map(({ hasGivenUp, ...row }) => ({
    ...row,
    refusals: Number(row.refusals),
    askedUnits: Number(row.askedUnits),
    blindRetries: Number(row.blindRetries),
    openedAt: text(row.openedAt) ?? "",
    lastRefusedAt: text(row.lastRefusedAt) ?? "",
    resolvedAt: text(row.resolvedAt),
    firstAllowAt: text(row.firstAllowAt),
    receiptOpenedAt: text(row.receiptOpenedAt),
    pricingOpenedAt: text(row.pricingOpenedAt),
    checkoutAt: text(row.checkoutAt),
    state: row.resolvedAt ? "resolved" : hasGivenUp ? "gave_up" : "open",
  }));
}
