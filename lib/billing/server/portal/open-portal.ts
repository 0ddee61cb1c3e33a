import { eq } from "drizzle-orm";
import type Stripe from "stripe";
import type { z } from "zod";
import { database } from "@/db/client";
import { stripeLink } from "@/db/schema/billing";
import { inTransaction } from "@/db/transaction";
import { PortalInput } from "@/lib/billing/checkout-inputs";
import { asRefusal } from "@/lib/billing/server/checkout/as-refusal";
import { keepPortalConfiguration } from "@/lib/billing/server/reconcile/keep-portal-configuration";
import { ensureCustomer } from "@/lib/billing/server/stripe/ensure-customer";
import { expectObject } from "@/lib/billing/server/stripe/expect-object";
import { requireLink } from "@/lib/billing/server/stripe/require-link";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import { env } from "@/lib/env";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Opens the provider's own page for cards, billing details and invoices. Plans are changed here, not there.
 * @throws AppError `payment_processor_unavailable`.
 */
export async function openPortal(ctx: Ctx, input: z.input<typeof PortalInput>): Promise<{ url: string }> {
  const tenantId = authorizeMember(ctx, "billing:write");
  const { flow } = parseInput(PortalInput, input);
  const customer = await ensureCustomer(ctx, tenantId);
  try {
    const { accountId } = await requireLink(ctx.now);
    await keepPortalConfiguration(accountId);
    const [link] = await database().select().from(stripeLink).where(eq(stripeLink.id, 1));
    const returnUrl = `${env().PORTAL_URL}/console/billing?tenant=${tenantId}`;
    const params: Stripe.BillingPortal.SessionCreateParams = {
      customer,
      return_url: returnUrl,
      ...(link?.portalConfigurationId && { configuration: link.portalConfigurationId }),
      ...(flow === "card" && {
        flow_data: {
          type: "payment_method_update",
          after_completion: { type: "redirect", redirect: { return_url: returnUrl } },
        },
      }),
    };
    const session = await stripeClient().billingPortal.sessions.create(params);
    await inTransaction((tx) =>
      recordAudit(tx, ctx, {
        action: "portal.opened",
        objectKind: "tenant",
        objectId: tenantId,
        tenantId,
        after: { flow: flow ?? null },
      }),
    );
    return { url: expectObject(session, "billing_portal.session").url };
  } catch (fault) {
    throw asRefusal(fault);
  }
}
