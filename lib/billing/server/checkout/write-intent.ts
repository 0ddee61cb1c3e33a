import type { Transaction } from "@/db/client";
import { checkoutIntent } from "@/db/schema/billing";
import { newId } from "@/lib/id";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

export type Intent = typeof checkoutIntent.$inferSelect;
type Wanted = Pick<typeof checkoutIntent.$inferInsert, "tenantId" | "kind" | "fromRequestId"> & {
  planVersionId?: string;
  creditPackId?: string;
  amountMinor?: number;
  currency: string | null;
  creditMicro?: number;
};

/** No hosted page stays open for longer. */
const longestMs = 86_400_000;

/** Writes that somebody is about to pay or to save a card, before the page for it exists. */
export async function writeIntent(tx: Transaction, ctx: Ctx, wanted: Wanted): Promise<Intent> {
  const [intent] = await tx
    .insert(checkoutIntent)
    .values({
      ...wanted,
      id: newId("checkoutIntent", ctx.now),
      status: "open",
      expiresAt: new Date(ctx.now.getTime() + longestMs),
      createdBy: ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name,
      createdAt: ctx.now,
    })
    .returning();
  if (!intent) throw new Error("An intent was not written.");
  const { kind, planVersionId, creditPackId, amountMinor, currency } = intent;
  await recordAudit(tx, ctx, {
    action: "checkout.opened",
    objectKind: "checkout_intent",
    objectId: intent.id,
    tenantId: intent.tenantId,
    after: { kind, planVersionId, creditPackId, amountMinor, currency },
  });
  return intent;
}
