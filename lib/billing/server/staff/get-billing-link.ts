import { eq, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { stripeLink } from "@/db/schema/billing";
import { pollEverySeconds } from "@/lib/billing/server/intake/poll-events";
import { takesWebhooks } from "@/lib/billing/server/intake/takes-webhooks";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import type { BillingLinkView } from "@/lib/billing/staff-views";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

type Counts = { waiting: number; dead: number; open: number; lastAt: string | null };

/** Whether billing works, and how it hears of payments. */
export async function getBillingLink(ctx: Ctx): Promise<BillingLinkView> {
  authorizeStaff(ctx, "staff:billing");
  const [link] = await database().select().from(stripeLink).where(eq(stripeLink.id, 1));
  const [counts] = await database().execute<Counts>(sql`
    select (select count(*) from stripe_event where status in ('new', 'claimed'))::int as waiting,
           (select count(*) from stripe_event where status = 'dead')::int as dead,
           (select count(*) from stripe_command where status in ('pending', 'sent', 'unknown'))::int as open,
           (select to_char(max(received_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
              from stripe_event) as "lastAt"`);
  const mode = currentMode();
  return {
    mode,
    accountId: link?.accountId ?? null,
    apiVersion: link?.apiVersion ?? null,
    problem: mode === "manual" ? null : (link?.problem ?? null),
    mayStartFresh: mode !== "manual" && link?.problem === "other_account",
    takesWebhooks: takesWebhooks(),
    pollEverySeconds: pollEverySeconds(),
    lastEventAt: counts?.lastAt ?? null,
    checkedAt: link?.checkedAt.toISOString() ?? null,
    waitingEvents: counts?.waiting ?? 0,
    deadEvents: counts?.dead ?? 0,
    openCommands: counts?.open ?? 0,
  };
}
