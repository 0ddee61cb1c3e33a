import { isNull } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { billingTask } from "@/db/schema/billing";
import { newId } from "@/lib/id";

/** Tells staff of something that a person must decide. One task is open for each kind and object: it is told anew. */
export async function raiseTask(
  tx: Reader,
  task: {
    /** Null: of no tenant, e.g. a price. */
    tenantId: string | null;
    kind: string;
    objectId: string;
    details: Record<string, unknown>;
    now: Date;
  },
): Promise<void> {
  const { tenantId, kind, objectId, details, now } = task;
  await tx
    .insert(billingTask)
    .values({ id: newId("billingTask", now), tenantId, kind, objectId, details, createdAt: now })
    .onConflictDoUpdate({
      target: [billingTask.kind, billingTask.objectId],
      targetWhere: isNull(billingTask.closedAt),
      set: { details },
    });
}
