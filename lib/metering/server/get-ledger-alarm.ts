import { rawSql } from "@/db/client";
import { deriveAlarm } from "@/lib/metering/describe-rules";
import { readLedgerChecks } from "@/lib/metering/server/read-ledger-checks";
import type { LedgerAlarm } from "@/lib/metering/views";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** Whether a rule of the ledger is broken or was not looked at for five minutes; null when all is well. */
export async function getLedgerAlarm(ctx: Ctx): Promise<LedgerAlarm> {
  authorizeStaff(ctx, "staff:read");
  return deriveAlarm(await readLedgerChecks(rawSql()), ctx.now);
}
