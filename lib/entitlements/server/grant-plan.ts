import { isDeepStrictEqual } from "node:util";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { recordChange } from "@/db/record-change";
import { tenant } from "@/db/schema/accounts";
import { subscription, subscriptionChange } from "@/db/schema/entitlements";
import { describeSubscription } from "@/lib/entitlements/server/describe-subscription";
import { readGrant } from "@/lib/entitlements/server/read-grant";
import type { Grant } from "@/lib/entitlements/types";
import type { SubscriptionView } from "@/lib/entitlements/views";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

type Row = typeof subscription.$inferSelect;

/** What a tenant held and holds; `before` and `after` say the same when nothing changed. */
export type GrantChange = {
  before: Grant | null;
  after: Grant | null;
  isChanged: boolean;
  subscription: SubscriptionView | null;
};

/**
 * Makes a grant the one that a tenant holds: the only way in which access by a plan changes. The same plan version is
 * changed in place; another one takes the place of the present row, which stays as history; null leaves nothing. The
 * tenant's row is locked first. Call it last in a transaction: the announcement to the gateways is held to the commit.
 * @param why goes into the audit line, which is written when a person acts.
 * @throws AppError `not_found` for the tenant.
 */
export async function grantPlan(
  tx: Transaction,
  ctx: Ctx,
  tenantId: string,
  grant: Grant | null,
  why?: { action?: string; reason?: string },
): Promise<GrantChange> {
  const [home] = await tx.select({ id: tenant.id }).from(tenant).where(eq(tenant.id, tenantId)).for("update");
  if (!home) throw new AppError("not_found");
  const current = and(eq(subscription.tenantId, tenantId), isNull(subscription.replacedAt));
  const [row] = await tx.select().from(subscription).where(current).for("update");
  const before = row ? readGrant(row) : null;
  if (isDeepStrictEqual(before, grant)) {
    return { before, after: before, isChanged: false, subscription: row ? describeSubscription(row) : null };
  }

  const movedSeconds = (grant?.clockOffsetSeconds ?? 0) - (before?.clockOffsetSeconds ?? 0);
  // The ledger counts real time, in which every billing period now lies elsewhere.
  if (movedSeconds !== 0) await tx.execute(sql`select ledger_move_clock(${tenantId}, ${movedSeconds}::bigint)`);
  const isSamePlan = row !== undefined && grant !== null && row.planVersionId === grant.planVersionId;
  let after: Row | undefined;
  if (isSamePlan) {
    [after] = await tx.update(subscription).set(columnsOf(grant)).where(current).returning();
  } else {
    if (row) await tx.update(subscription).set({ replacedAt: ctx.now }).where(current);
    if (grant) {
      const createdBy = ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name;
      const values = { tenantId, id: newId("subscription", ctx.now), createdBy, ...columnsOf(grant) };
      [after] = await tx.insert(subscription).values(values).returning();
    }
  }
  await recordHistory(tx, ctx, tenantId, before, grant);
  const view = after ? describeSubscription(after) : null;
  if (ctx.actor.kind === "person") {
    await recordAudit(tx, ctx, {
      action:
        why?.action ?? (isSamePlan ? "subscription.changed" : grant ? "subscription.created" : "subscription.ended"),
      objectKind: "subscription",
      objectId: after?.id ?? row?.id ?? tenantId,
      tenantId,
      before: row ? describeSubscription(row) : null,
      after: view,
      ...(why?.reason !== undefined && { reason: why.reason }),
    });
  }
  await recordChange(tx, { subject: "tenant", subjectId: tenantId });
  return { before, after: grant, isChanged: true, subscription: view };
}

const columnsOf = (grant: Grant) => ({
  planVersionId: grant.planVersionId,
  status: grant.status,
  reason: grant.reason,
  source: grant.source,
  anchor: grant.anchor,
  startedAt: grant.startedAt,
  endsAt: grant.endsAt,
  afterStatus: grant.after?.status ?? null,
  afterPlanVersionId: grant.after?.planVersionId ?? null,
  afterReason: grant.after?.reason ?? null,
  overdue: grant.overdue,
  clockOffsetSeconds: grant.clockOffsetSeconds,
});

/** Revenue's history tells of plans and states; a new end, invoice or clock alone is none of its matters. */
async function recordHistory(
  tx: Transaction,
  ctx: Ctx,
  tenantId: string,
  before: Grant | null,
  after: Grant | null,
): Promise<void> {
  const stands = (grant: Grant | null) => grant && [grant.planVersionId, grant.status, grant.reason, grant.source];
  if (isDeepStrictEqual(stands(before), stands(after))) return;
  await tx.insert(subscriptionChange).values({
    id: newId("subscriptionChange", ctx.now),
    tenantId,
    at: ctx.now,
    fromStatus: before?.status ?? null,
    toStatus: after?.status ?? "none",
    fromPlanVersionId: before?.planVersionId ?? null,
    toPlanVersionId: after?.planVersionId ?? null,
    source: (after ?? before)?.source ?? "manual",
    reason: after?.reason ?? null,
  });
}
