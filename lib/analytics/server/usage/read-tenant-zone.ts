import type { Sql } from "@/db/connect";

/** By whose clock a tenant's days run. */
export async function readTenantZone(sql: Sql, tenantId: string): Promise<string> {
  const [row] = await sql<{ zone: string }[]>`select time_zone as zone from tenant where id = ${tenantId}`;
  return row?.zone ?? "UTC";
}
