import { desc, eq } from "drizzle-orm";
import { database } from "@/db/client";
import { reconcileRun } from "@/db/schema/billing";
import { usageCheckKind } from "@/lib/billing/server/usage/run-usage-check";
import type { UsageCheckView } from "@/lib/billing/staff-views";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** What the last comparison of usage, log and invoice said; nothing when it never ran. */
export async function getUsageCheck(ctx: Ctx): Promise<UsageCheckView> {
  authorizeStaff(ctx, "staff:billing");
  const [run] = await database()
    .select()
    .from(reconcileRun)
    .where(eq(reconcileRun.kind, usageCheckKind))
    .orderBy(desc(reconcileRun.startedAt))
    .limit(1);
  if (!run) return { checkedAt: null, rows: [] };
  return { checkedAt: run.startedAt.toISOString(), rows: (run.findings ?? []) as UsageCheckView["rows"] };
}
