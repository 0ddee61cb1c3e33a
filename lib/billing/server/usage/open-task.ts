import type { Queries } from "@/lib/billing/server/usage/queries";
import { newId } from "@/lib/id";

/** Tells staff of something that a person must decide; the same thing is one open task. */
export async function openTask(
  sql: Queries,
  task: {
    tenantId: string | null;
    kind: string;
    objectId: string;
    details: Record<string, string | number>;
    now: Date;
  },
): Promise<void> {
  await sql`
    insert into billing_task (id, tenant_id, kind, object_id, details, created_at)
    values (${newId("billingTask", task.now)}, ${task.tenantId}, ${task.kind}, ${task.objectId}, ${sql.json(task.details)},
            ${task.now})
    on conflict (kind, object_id) where closed_at is null do nothing`;
}
