import type { Sql } from "@/db/connect";
import type { PartName } from "@/lib/analytics/refusal-names";

/** What people call the parts of a breakdown, by id; ids that are gone are missing. */
export async function readNames(sql: Sql, by: PartName, ids: readonly string[]): Promise<Map<string, string>> {
  if (by === "code") return new Map(ids.map((id) => [id, id]));
  const wanted = [...ids];
  const rows = await {
    plan: () => sql`select id, name from plan where id = any(${wanted})`,
    route: () =>
      sql`select r.id, a.slug || ' ' || r.method || ' ' || r.path as name from route r join api a on a.id = r.api_id
           where r.id = any(${wanted})`,
    key: () =>
      sql`select k.id, t.name || ': ' || k.name as name from api_key k join tenant t on t.id = k.tenant_id
           where k.id = any(${wanted})`,
    tenant: () => sql`select id, name from tenant where id = any(${wanted})`,
    feature: () => sql`select id, name from feature where id = any(${wanted})`,
  }[by]();
  return new Map(rows.map((row) => [String(row.id), String(row.name)]));
}
