import type { Sql } from "@/db/connect";
import type { UsageBy } from "@/lib/analytics/usage-views";

const without: Record<Exclude<UsageBy, "status">, string> = {
  key: "no key",
  feature: "no feature",
  route: "unknown route",
};
/** Status classes in the order in which they are drawn. */
export const statusLabels: ReadonlyMap<string, string> = new Map([
  ["ok", "2xx and 3xx"],
  ["402", "402"],
  ["429", "429"],
  ["4xx", "Other 4xx"],
  ["5xx", "5xx"],
]);

/** The class of a status as charts tell them apart: 402 and 429 stand beside the other client errors. */
export function statusClass(status: string): string {
  if (status === "402" || status === "429") return status;
  return Number(status) >= 500 ? "5xx" : Number(status) >= 400 ? "4xx" : "ok";
}

/** What parts of usage are called; ids stand for things that have no name any more. */
export async function nameParts(
  sql: Sql,
  tenantId: string,
  by: UsageBy,
  ids: readonly string[],
): Promise<(id: string) => string> {
  if (by === "status") return (name) => statusLabels.get(name) ?? name;
  const rows = await selectNames(sql, tenantId, by, ids);
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return (id) => (id === "" ? without[by] : (names.get(id) ?? id));
}

function selectNames(sql: Sql, tenantId: string, by: Exclude<UsageBy, "status">, ids: readonly string[]) {
  const among = [...ids];
  switch (by) {
    case "key":
      return sql<{ id: string; name: string }[]>`
        select id, name from api_key where tenant_id = ${tenantId} and id = any(${among})`;
    case "feature":
      return sql<{ id: string; name: string }[]>`select id, name from feature where id = any(${among})`;
    case "route":
      return sql<{ id: string; name: string }[]>`
        select r.id, r.method || ' /' || a.slug || r.path as name from route r join api a on a.id = r.api_id
         where r.id = any(${among})`;
  }
}
