import { rawSql } from "@/db/client";
import type { Receipt } from "@/lib/analytics/receipt";
import { isCode } from "@/lib/errors";
import { idTime } from "@/lib/id";

type Row = Omit<Receipt, "code" | "tenant" | "key" | "api" | "feature" | "plan" | "gates" | "details"> & {
  code: string | null;
  tenant: Receipt["tenant"];
  key: Receipt["key"];
  api: Receipt["api"];
  feature: Receipt["feature"];
  plan: Receipt["plan"];
  gates: Receipt["gates"] | null;
  details: Receipt["details"] | null;
};

/** A decision follows its id within milliseconds, or within minutes when a body is long in coming. */
const windows = [
  [-1_000, 2_000],
  [-60_000, 15 * 60_000],
] as const;

/**
 * The decision of one request, with the names it needs, or null: never logged, not written yet, or past retention.
 * Says nothing about who may see it: the caller holds a signed link, is a member of its tenant, or is staff.
 */
export async function findReceipt(requestId: string): Promise<Receipt | null> {
  const at = idTime(requestId).getTime();
  for (const [before, after] of windows) {
    const row = await readRow(requestId, new Date(at + before), new Date(at + after));
    if (row) return toReceipt(row);
  }
  return null;
}

/** The id carries its time, so only that day's partition is read, and of it only some seconds. */
async function readRow(requestId: string, from: Date, to: Date): Promise<Row | undefined> {
  const [row] = await rawSql()<Row[]>`
    select r.request_id as "requestId", r.decided_at as "decidedAt", r.mode, r.status, r.code, r.method,
           r.route_path as "routePath", r.gates, r.reasons, r.details, r.limit_units as "limitUnits",
           r.used_units as "usedUnits", r.asked_units as "askedUnits", r.units, r.upstream_status as "upstreamStatus",
           r.total_ms as "totalMs", r.weight,
           case when t.id is not null then jsonb_build_object('id', t.id, 'name', t.name,
             'timeZone', t.time_zone) end as tenant,
           case when r.key_id is not null then jsonb_build_object('id', r.key_id, 'name', coalesce(k.name, ''),
             'hint', coalesce(r.key_hint, '')) end as key,
           case when a.id is not null then jsonb_build_object('slug', a.slug, 'name', a.name) end as api,
           case when f.id is not null then jsonb_build_object('id', f.id, 'slug', f.slug, 'name', f.name,
             'nameDe', f.name_de, 'kind', f.kind, 'unit', f.unit, 'unitPlural', f.unit_plural,
             'contactSales', f.contact_sales) end as feature,
           case when p.id is not null then jsonb_build_object('id', p.id, 'name', p.name,
             'versionNumber', v.number) end as plan
      from request_log r
      left join tenant t on t.id = r.tenant_id
      left join api_key k on k.tenant_id = r.tenant_id and k.id = r.key_id
      left join api a on a.id = r.api_id
      left join feature f on f.id = r.feature_id
      left join plan_version v on v.id = r.plan_version_id
      left join plan p on p.id = v.plan_id
     where r.decided_at >= ${from} and r.decided_at < ${to} and r.request_id = ${requestId}`;
  return row;
}

const toReceipt = (row: Row): Receipt => ({
  ...row,
  code: row.code !== null && isCode(row.code) ? row.code : null,
  gates: row.gates ?? [],
  details: row.details ?? {},
});
