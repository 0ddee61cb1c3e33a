import { eq } from "drizzle-orm";
import { database, rawSql } from "@/db/client";
import { stripeObject } from "@/db/schema/billing";
import { inTransaction } from "@/db/transaction";
import { recordCommand } from "@/lib/billing/server/commands/record-command";
import { runCommand } from "@/lib/billing/server/commands/run-command";
import { type SyncBy, stepKey } from "@/lib/billing/server/plans/steps/run-step";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import { log } from "@/lib/server/log";

/**
 * Takes the prices off sale that belong to versions which nobody can buy, holds or is on the way to. While somebody
 * pays by them they stay, because a schedule names the prices of both its phases; so does a product's default price.
 * @returns how many went.
 */
export async function retirePrices(by: SyncBy): Promise<number> {
  const rows = await rawSql()<{ stripeId: string; localId: string; product: string }[]>`
    select o.stripe_id as "stripeId", o.local_id as "localId", product.stripe_id as product
      from stripe_object o
      join plan_version v on v.id = split_part(o.local_id, ':', 1)
      join plan p on p.id = v.plan_id
      join stripe_object product on product.local_type = 'plan' and product.local_id = p.id
                                and product.stripe_account = o.stripe_account
     where o.local_type = 'price' and o.stripe_account = ${by.account} and o.active and v.status = 'published'
       and (p.archived_at is not null
            or v.number < (select max(n.number) from plan_version n where n.plan_id = p.id and n.status = 'published'))
       and not exists (select 1 from billing_subscription b where b.plan_version_id = v.id and b.ended_at is null)
       and not exists (select 1 from checkout_intent i where i.plan_version_id = v.id and i.status = 'open')
       and not exists (select 1 from plan_change c where c.to_version_id = v.id
                          and (c.status in ('sent', 'pending_payment', 'scheduled')
                               or c.status = 'proposed' and c.created_at > ${new Date(by.now.getTime() - 3_600_000)}))`;
  let retired = 0;
  for (const { stripeId, localId, product } of rows) {
    const { default_price: preset } = await stripeClient().products.retrieve(product);
    if (preset === stripeId) continue;
    const { createdBy, now } = by;
    const key = await stepKey(by, `price:${localId}:off`);
    const request = { id: stripeId, params: { active: false } };
    const command = { tenantId: null, kind: "price.update", key, request, createdBy, now } as const;
    // Noted with the command: to whoever compares, it must not look like a change in the Dashboard.
    await inTransaction(async (tx) => {
      await recordCommand(tx, command);
      await tx.update(stripeObject).set({ active: false }).where(eq(stripeObject.stripeId, stripeId));
    });
    const result = await runCommand(command);
    if (result.status === "failed") {
      log().warn({ localId, said: result.error.message }, "a price could not be taken off sale; it is tried again");
      await database().update(stripeObject).set({ active: true }).where(eq(stripeObject.stripeId, stripeId));
    } else retired++;
  }
  return retired;
}
