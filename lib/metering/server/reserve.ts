import type { Sql } from "@/db/connect";
import { newId } from "@/lib/id";
import type { HoldRequest, Reservation } from "@/lib/metering/types";

type Row = { status: Reservation["status"]; posted: number | null; used: number | null; at: Date };

/** The store did not answer in time, so nobody knows whether the units are held. */
export class ReserveUnanswered extends Error {}

/**
 * Check and spend in one statement (SQL function `reserve_units`, which reads the limit itself).
 * @throws ReserveUnanswered after `deadlineMs`, or the driver's error.
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
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      query.cancel();
      reject(new ReserveUnanswered("The store did not answer in time."));
    }, deadlineMs);
  });
  try {
    const [row] = await Promise.race([query, late]);
    if (!row) throw new Error("reserve_units answered nothing.");
    if (row.status === "granted") return { status: "granted", limit: row.posted, used: row.used ?? 0 };
    if (row.status === "refused") return { status: "refused", limit: row.posted ?? 0, used: row.used ?? 0 };
    return row.status === "not_included" ? { status: "not_included" } : { status: "outside_period", at: row.at };
  } finally {
    clearTimeout(timer);
  }
}
