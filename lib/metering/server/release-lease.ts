import { sql } from "drizzle-orm";
import type { z } from "zod";
import { inTransaction } from "@/db/transaction";
import { AppError } from "@/lib/errors";
import { ReleaseLeaseInput } from "@/lib/metering/inputs";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

type Found = { state: string; nodeId: string; tenantId: string; accountId: string };

/**
 * Gives the units of an orphaned lease back to its account before its hold is over. If its node comes back after all,
 * what it used of them is booked as overrun.
 * @throws AppError `not_found`, `conflict` when the lease is not an orphan (any more).
 */
export async function releaseLease(
  ctx: Ctx,
  input: z.input<typeof ReleaseLeaseInput>,
): Promise<{ leaseId: string; writtenOffUnits: number }> {
  authorizeStaff(ctx, "staff:ledger");
  const { leaseId, reason } = parseInput(ReleaseLeaseInput, input);
  return inTransaction(async (tx) => {
    const read = () =>
      tx.execute<Found>(sql`
        select l.state, l.node_id as "nodeId", a.tenant_id as "tenantId", a.account_id as "accountId"
          from lease l join ledger_account a on a.account_id = l.account_id where l.lease_id = ${leaseId}`);
    const [found] = await read();
    if (!found) throw new AppError("not_found");
    // An open lease belongs to a node that may still admit calls on it: releasing it would sell its units twice.
    if (found.state !== "orphan") throw new AppError("conflict", "This lease does not wait for a lost node.");
    const [released] = await tx.execute<{ units: number }>(
      sql`select (lease_write_off(${leaseId}, ${reason}) ->> 'writtenOffUnits')::float8 as units`,
    );
    const [after] = await read();
    if (after?.state !== "written_off") throw new AppError("conflict", "Its node came back and closed this lease.");
    const writtenOffUnits = released?.units ?? 0;
    await recordAudit(tx, ctx, {
      action: "lease.released",
      objectKind: "lease",
      objectId: leaseId,
      tenantId: found.tenantId,
      before: { state: found.state, nodeId: found.nodeId, accountId: found.accountId },
      after: { state: after.state, writtenOffUnits },
      reason,
    });
    return { leaseId, writtenOffUnits };
  });
}
