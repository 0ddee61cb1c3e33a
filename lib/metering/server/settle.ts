import type { Sql } from "@/db/connect";
import type { Outcome } from "@/lib/metering/types";

/** Ends a hold, once: a repeat answers false and changes nothing (SQL function `settle_units`). */
export async function settle(
  sql: Sql,
  tenantId: string,
  requestId: string,
  outcome: Outcome,
  units: number,
): Promise<boolean> {
  const [row] = await sql<{ settled: boolean }[]>`
    select settle_units(${tenantId}, ${requestId}, ${outcome}, ${units}) as settled`;
  return row?.settled ?? false;
}
