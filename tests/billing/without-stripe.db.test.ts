import { describe, expect, test } from "vitest";
import { POST } from "@/app/api/webhooks/stripe/route";
import { makeTenant } from "@/db/testing/make-tenant";
import { testDatabase } from "@/db/testing/test-database";
import { repeatCommands } from "@/lib/billing/server/commands/repeat-commands";
import { pollEvents, pollEverySeconds } from "@/lib/billing/server/intake/poll-events";
import { runInbox } from "@/lib/billing/server/intake/run-inbox";
import { checkLink } from "@/lib/billing/server/reconcile/check-link";
import { reconcile } from "@/lib/billing/server/reconcile/reconcile";
import { ensureCustomer } from "@/lib/billing/server/stripe/ensure-customer";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";

process.env.FAREGATE_BILLING = "manual";
process.env.STRIPE_WEBHOOK_SECRET = "whsec_left";
const { sql } = await testDatabase();

describe("billing by hand", () => {
  test("has no client of Stripe, and makes no customer", async () => {
    const tenant = await makeTenant(sql);
    expect(() => stripeClient()).toThrow(expect.objectContaining({ code: "payment_processor_unavailable" }));
    await expect(ensureCustomer(tenant.as("owner"), tenant.id)).rejects.toMatchObject({
      code: "payment_processor_unavailable",
      details: { reason: "manual" },
    });
  });

  test("takes no webhook, also where a secret was left", async () => {
    const request = new Request("http://localhost:3000/api/webhooks/stripe", { method: "POST", body: "{}" });
    expect((await POST(request)).status).toBe(404);
  });

  test("has nothing to do with Stripe, and does it without fault", async () => {
    const tenant = await makeTenant(sql);
    await sql`insert into billing_account (tenant_id, stripe_customer_id, sync_requested_at)
              values (${tenant.id}, 'cus_of_before', now())`;
    await sql`insert into stripe_event (stripe_event_id, type, stripe_customer_id, livemode, created, source, status,
                                        next_at, received_at)
              values ('evt_of_before', 'invoice.paid', 'cus_of_before', false, now(), 'webhook', 'new', now(), now())`;
    expect(await syncTenant(tenant.id, new Date())).toEqual({ synced: true, error: null });
    expect(await runInbox(new Date())).toEqual({ synced: 0, failed: 0, checked: 0 });
    expect(await checkLink(new Date())).toEqual({ problems: 0 });
    expect(await pollEvents(new Date())).toEqual({ found: 0 });
    expect(pollEverySeconds()).toBeNull();
    expect(await reconcile(new Date())).toEqual({});
    expect(await repeatCommands(new Date())).toEqual({ done: 0, failed: 0, unknown: 0 });
  });
});
