import { and, eq, isNull } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { billingTask } from "@/db/schema/billing";

/** Closes a task whose cause is gone; nothing happens where none is open. */
export async function closeTask(
  tx: Reader,
  { kind, objectId, now }: { kind: string; objectId: string; now: Date },
): Promise<void> {
  await tx
    .update(billingTask)
    .set({ closedAt: now, closedBy: "billing" })
    .where(and(eq(billingTask.kind, kind), eq(billingTask.objectId, objectId), isNull(billingTask.closedAt)));
}
