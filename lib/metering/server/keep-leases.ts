import type { Sql } from "@/db/connect";

/** How long a lost node's credits wait for it; its quota waits until the period's end. */
export const creditHold = "15 minutes";
/** A lease's time and grace: a node that was silent for so long cannot admit on it any more. */
const nodeSilence = "62 seconds";

export type ReapedLeases = { orphaned: number; writtenOff: number; writtenOffUnits: number };

/**
 * Marks the leases of nodes that fell silent as orphans, and writes off orphans whose hold is over (SQL function
 * `lease_reap`). Until then their units stay reserved: time alone gives nothing to anybody else.
 */
export async function keepLeases(sql: Sql): Promise<ReapedLeases> {
  const [row] = await sql<{ reaped: ReapedLeases }[]>`
    select lease_reap(${nodeSilence}::interval, ${creditHold}::interval) as reaped`;
  return row?.reaped ?? { orphaned: 0, writtenOff: 0, writtenOffUnits: 0 };
}
