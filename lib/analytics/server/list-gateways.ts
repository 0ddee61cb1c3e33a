import { rawSql } from "@/db/client";
import type { GatewayNode } from "@/lib/analytics/views";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** A gateway counts as up when it was seen within this time; it reports every two seconds. */
const silenceMs = 10_000;

/** The gateway processes that are up. */
export async function listGateways(ctx: Ctx): Promise<GatewayNode[]> {
  authorizeStaff(ctx, "staff:read");
  const since = new Date(ctx.now.getTime() - silenceMs);
  const rows = await rawSql()<{ nodeId: string; door: "gateway" | "portal"; startedAt: Date; seenAt: Date }[]>`
    select node_id as "nodeId", door, started_at as "startedAt", seen_at as "seenAt" from node
     where seen_at > ${since} order by door, node_id`;
  return rows.map((row) => ({
    ...row,
    startedAt: row.startedAt.toISOString(),
    seenAt: row.seenAt.toISOString(),
  }));
}
