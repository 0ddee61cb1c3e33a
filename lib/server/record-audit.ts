import type { Transaction } from "@/db/client";
import { auditLog } from "@/db/schema/accounts";
import { newId } from "@/lib/id";
import type { Ctx } from "@/lib/server/context";

export type AuditEntry = {
  /** `noun.verb` in the past, e.g. `key.created`. */
  action: string;
  objectKind: string;
  objectId: string;
  tenantId?: string | null;
  before?: unknown;
  after?: unknown;
  reason?: string;
};

/** Writes who did what, in the transaction of the act. Secrets are named as "changed", never given. */
export async function recordAudit(tx: Transaction, ctx: Ctx, entry: AuditEntry): Promise<void> {
  await tx.insert(auditLog).values({
    id: newId("audit", ctx.now),
    at: ctx.now,
    actorKind: ctx.actor.kind,
    actorId: ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name,
    tenantId: entry.tenantId ?? ctx.tenant?.id ?? null,
    action: entry.action,
    objectKind: entry.objectKind,
    objectId: entry.objectId,
    before: entry.before ?? null,
    after: entry.after ?? null,
    reason: entry.reason ?? null,
    requestId: ctx.requestId,
    address: ctx.address,
  });
}
