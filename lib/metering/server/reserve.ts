import type { Sql } from "@/db/connect";
import { newId } from "@/lib/id";
import type { HoldRequest, Reservation } from "@/lib/metering/types";
import { within } from "@/lib/server/within";

type Row = { status: Reservation["status"]; posted: number | null; used: number | null; at: Date };

/**
 * Check and spend in one statement (SQL function `reserve_units`, which reads the limit itself).
 * @throws Error after `deadlineMs`, or the driver's: then nobody knows whether the units are held.
 */
export async function reserve(
  sql: Sql,
  nodeId: string,
  hold: HoldRequest,
  now: Date,
  deadlineMs: number,
): Promise<Reservation> {
  const query = sql<Row[]>`
    select status, posted, used, at from reserve_units(${hold.tenantId}, ${hold.requestId}, ${nodeId}, ${hold.keyId},
      ${hold.routeId}, ${hold.featureId}, ${hold.mode}, ${hold.units}, ${hold.period.start}, ${hold.period.end},
      ${newId("account", now)})`;
  const [row] = await within(deadlineMs, query).catch((error: unknown) => {
    // A statement that still waits in the pool must not take units when nobody waits for it.
    Promise.resolve(query.cancel() as unknown).catch(() => undefined);
    throw error;
  });
  if (!row) throw new Error("reserve_units answered nothing.");
  if (row.status === "granted") return { status: "granted", limit: row.posted, used: row.used ?? 0 };
  if (row.status === "refused") return { status: "refused", limit: row.posted ?? 0, used: row.used ?? 0 };
  return row.status === "not_included" ? { status: "not_included" } : { status: "outside_period", at: row.at };
}
