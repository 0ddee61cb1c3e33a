import { sql } from "drizzle-orm";
import type { z } from "zod";
import { inTransaction } from "@/db/transaction";
import { AppError } from "@/lib/errors";
import { DeclareNodeLostInput } from "@/lib/metering/inputs";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/** Leases that were written off, and the units that they held. */
type Lost = { leases: number; writtenOffUnits: number };
type Found = { lastSeq: number; isLost: boolean; isSilent: boolean };

/**
 * Says that a node will not come back: its leases are written off, those within their deadline as soon as it has passed, and
 * a restored database does not wait for it. What its journal still holds is lost unless it starts again after all.
 * @throws AppError `not_found`, `conflict` when it was seen within the last minute, or is lost already.
 */
export async function declareNodeLost(
  ctx: Ctx,
  input: z.input<typeof DeclareNodeLostInput>,
): Promise<Lost & { nodeId: string }> {
  authorizeStaff(ctx, "staff:ledger");
  const { nodeId, reason } = parseInput(DeclareNodeLostInput, input);
  return inTransaction(async (tx) => {
    const [found] = await tx.execute<Found>(sql`
      select last_seq::float8 as "lastSeq", lost_at is not null as "isLost",
             seen_at < clock_timestamp() - interval '1 minute' as "isSilent"
        from node where node_id = ${nodeId}`);
    if (!found) throw new AppError("not_found");
    if (found.isLost) throw new AppError("conflict", "This node was declared lost already.");
    if (!found.isSilent) throw new AppError("conflict", "This node was seen within the last minute: it lives.");
    const [row] = await tx.execute<{ lost: Lost }>(sql`select node_lost(${nodeId}, ${reason}) as lost`);
    const { leases, writtenOffUnits } = row?.lost ?? { leases: 0, writtenOffUnits: 0 };
    await recordAudit(tx, ctx, {
      action: "node.lost",
      objectKind: "node",
      objectId: nodeId,
      before: { lastSeq: found.lastSeq },
      after: { leases, writtenOffUnits },
      reason,
    });
    return { nodeId, leases, writtenOffUnits };
  });
}
