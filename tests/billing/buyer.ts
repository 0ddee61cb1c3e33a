import type { Sql } from "@/db/connect";
import { makeTenant } from "@/db/testing/make-tenant";
import { finishCheckout } from "@/lib/billing/server/checkout/finish-checkout";
import { openCardCheckout } from "@/lib/billing/server/checkout/open-card-checkout";
import { openCheckout } from "@/lib/billing/server/checkout/open-checkout";
import { ensureCustomer } from "@/lib/billing/server/stripe/ensure-customer";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { newId } from "@/lib/id";
import type { OpenSandbox } from "@/tests/billing/open-sandbox";

export const cards = {
  good: "4242 4242 4242 4242",
  mastercard: "5555 5555 5555 4444",
  /** Can be saved; every charge is declined. */
  failsLater: "4000 0000 0000 0341",
};

export const sessionOf = (url: string) => new URL(url).pathname.split("/").at(-1) ?? "";

/** A tenant with what it does on hosted pages. */
export async function makeBuyer(sql: Sql, sandbox: OpenSandbox, name = "Lumen Maps") {
  const tenant = await makeTenant(sql, name);
  const owner = () => tenant.as("owner", { now: new Date() });
  const account = async () => {
    const [row] = await sql<{ customer: string; card: string | null; offset: number }[]>`
      select stripe_customer_id as customer, default_payment_method_id as card, clock_offset_seconds as "offset"
        from billing_account where tenant_id = ${tenant.id}`;
    return row ?? { customer: "", card: null, offset: 0 };
  };
  return {
    ...tenant,
    owner,
    account,
    async saveCard(number: string) {
      const { url } = await openCardCheckout(owner(), {});
      await sandbox.pay(url, number);
      await finishCheckout(owner(), { sessionId: sessionOf(url) });
      const last4 = number.slice(-4);
      for (let turn = 0; turn < 50; turn++) {
        await syncTenant(tenant.id, new Date());
        const rows =
          await sql`select 1 from payment_method where tenant_id = ${tenant.id} and is_default and last4 = ${last4}`;
        if (rows.length > 0) return;
      }
      throw new Error("The card did not become the default.");
    },
    /** A card that the customer has by the provider's own name, e.g. `pm_card_visa`, as the default. */
    async useCard(token: string) {
      await ensureCustomer(owner(), tenant.id);
      const { customer } = await account();
      const { id } = await sandbox.stripe.paymentMethods.attach(token, { customer });
      await sandbox.stripe.customers.update(customer, { invoice_settings: { default_payment_method: id } });
      await syncTenant(tenant.id, new Date());
    },
    async buy(planVersionId: string, number: string = cards.good) {
      const opened = await openCheckout(owner(), { planVersionId });
      if ("done" in opened) return;
      await sandbox.pay(opened.url, number);
      await finishCheckout(owner(), { sessionId: sessionOf(opened.url) });
    },
    async held() {
      const [row] = await sql<{ planVersionId: string; status: string; source: string; reason: string | null }[]>`
        select plan_version_id as "planVersionId", status, source, reason from subscription
         where tenant_id = ${tenant.id} and replaced_at is null`;
      return row ?? null;
    },
  };
}

/** A credit pack on sale. */
export async function makePack(sql: Sql, over: { credits?: number; priceMinor?: number; currency?: string } = {}) {
  const id = newId("creditPack", new Date());
  await sql`insert into credit_pack (id, name, credit_micro, price_minor, currency, created_at)
            values (${id}, 'Credits', ${(over.credits ?? 500) * 1_000_000}, ${over.priceMinor ?? 5000},
                    ${over.currency ?? "EUR"}, now())`;
  return id;
}
