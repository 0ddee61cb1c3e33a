import { reconcileRun } from "@/db/schema/billing";
import { inTransaction } from "@/db/transaction";
import { closeTask } from "@/lib/billing/server/tasks/close-task";
import { raiseTask } from "@/lib/billing/server/tasks/raise-task";
import { checkUsageAgrees } from "@/lib/billing/server/usage/check-usage-agrees";
import type { UsageCheckView } from "@/lib/billing/staff-views";
import { newId } from "@/lib/id";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** Under which name runs of this check are kept. */
export const usageCheckKind = "usage_check";
const taskKind = "usage_differs";

/** Compares usage, log, ledger, reports and invoices now, keeps the answer, and opens a task for each difference. */
export async function runUsageCheck(ctx: Ctx): Promise<UsageCheckView> {
  authorizeStaff(ctx, "staff:billing");
  const { now } = ctx;
  const found = await checkUsageAgrees(now);
  const rows = found.map(({ accountId: _, ...row }) => row);
  await inTransaction(async (tx) => {
    await tx.insert(reconcileRun).values({
      id: newId("reconcileRun", now),
      kind: usageCheckKind,
      startedAt: now,
      finishedAt: now,
      counts: { rows: rows.length, differing: rows.filter(({ agrees }) => !agrees).length },
      findings: rows,
    });
    for (const { accountId, agrees, note, tenant, featureName, periodStart } of found) {
      const task = { kind: taskKind, objectId: accountId, now };
      const details = { feature: featureName, period: periodStart, note: note ?? "" };
      if (agrees) await closeTask(tx, task);
      else await raiseTask(tx, { ...task, tenantId: tenant.id, details });
    }
  });
  return { checkedAt: now.toISOString(), rows };
}
