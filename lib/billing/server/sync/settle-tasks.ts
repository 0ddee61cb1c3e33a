import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { billingTask } from "@/db/schema/billing";
import { closeTask } from "@/lib/billing/server/tasks/close-task";
import { raiseTask } from "@/lib/billing/server/tasks/raise-task";
import type { AccessAlert } from "@/lib/billing/types";

const kinds: AccessAlert["kind"][] = ["unknown_price", "unknown_status", "two_subscriptions", "collection_paused"];

/** Opens a task for each alert that is new, and closes those that hold no longer. */
export async function settleTasks(
  tx: Transaction,
  tenantId: string,
  alerts: readonly AccessAlert[],
  now: Date,
): Promise<void> {
  const wanted = alerts.map((alert) => {
    const { kind, ...details } = alert;
    return { kind, details, objectId: "subscriptionId" in alert ? alert.subscriptionId : tenantId };
  });
  const open = await tx
    .select({ kind: billingTask.kind, objectId: billingTask.objectId })
    .from(billingTask)
    .where(and(eq(billingTask.tenantId, tenantId), inArray(billingTask.kind, kinds), isNull(billingTask.closedAt)));
  for (const task of open) {
    const holds = wanted.some(({ kind, objectId }) => kind === task.kind && objectId === task.objectId);
    if (!holds) await closeTask(tx, { ...task, now });
  }
  for (const task of wanted) await raiseTask(tx, { tenantId, ...task, now });
}
