import { rawSql } from "@/db/client";
import type { FoundPayment } from "@/lib/billing/server/account/find-payment";
import { idTime } from "@/lib/id";

export type GateTimes = {
  grantedAt: Date | null;
  gateOpenAt: Date | null;
  firstAllowedAt: Date | null;
  firstAllowedRequestId: string | null;
  /** Feature of the refused request; null: none is known. */
  featureId: string | null;
};

/** What follows a payment may be written in its own transaction, and by clocks that are a little apart. */
const slackMs = 5_000;
/** A gateway reports every two seconds; one that is silent for longer is down and serves nobody. */
const silenceMs = 10_000;
/** So long after an announcement every gateway that is up has asked for it (lib/server/change-feed.ts). */
const announcedMs = 500;

/** When access was written, when every gateway had heard of it, and the first call that came through. Real time. */
export async function readGateTimes(tenantId: string, payment: FoundPayment | null, now: Date): Promise<GateTimes> {
  const none = { grantedAt: null, gateOpenAt: null, firstAllowedAt: null, firstAllowedRequestId: null };
  const featureId = payment?.requestId ? await findFeature(tenantId, payment.requestId) : null;
  if (!payment?.confirmedAt) return { ...none, featureId };
  const since = new Date(payment.confirmedAt.getTime() - slackMs);
  const [granted] = await rawSql()<{ at: Date | null }[]>`
    select min(at) as at from (
      select at from subscription_change
       where tenant_id = ${tenantId} and at >= ${since} and to_status in ('trialing', 'active', 'grace')
      union all
      select created_at from credit_lot where tenant_id = ${tenantId} and created_at >= ${since}
    ) written`;
  // What was open already needed no grant.
  const grantedAt = granted?.at ?? payment.confirmedAt;
  const [open] = await rawSql()<{ at: Date | null }[]>`
    select max(c.at) as at from control_change c
     where c.tenant_id = ${tenantId} and c.at between ${new Date(grantedAt.getTime() - slackMs)}
                                              and ${new Date(grantedAt.getTime() + slackMs)}`;
  const openAt = open?.at && open.at > grantedAt ? open.at : grantedAt;
  const [behind] = await rawSql()<{ nodes: number }[]>`
    select count(*)::int as nodes from node
     where seen_at > ${new Date(now.getTime() - silenceMs)}
       and seen_at < ${new Date(openAt.getTime() + announcedMs)}`;
  const [allowed] = await rawSql()<{ at: Date; requestId: string }[]>`
    select decided_at as at, request_id as "requestId" from request_log
     where tenant_id = ${tenantId} and code is null and mode = 'live' and decided_at >= ${grantedAt}
       and (${featureId}::text is null or feature_id = ${featureId})
     order by decided_at limit 1`;
  const isOpen = allowed !== undefined || (behind?.nodes ?? 0) === 0;
  return {
    grantedAt,
    gateOpenAt: isOpen ? openAt : null,
    firstAllowedAt: allowed?.at ?? null,
    firstAllowedRequestId: allowed?.requestId ?? null,
    featureId,
  };
}

async function findFeature(tenantId: string, requestId: string): Promise<string | null> {
  const at = idTime(requestId).getTime();
  const [row] = await rawSql()<{ featureId: string | null }[]>`
    select feature_id as "featureId" from request_log
     where decided_at between ${new Date(at - 60_000)} and ${new Date(at + 15 * 60_000)}
       and request_id = ${requestId} and tenant_id = ${tenantId}`;
  return row?.featureId ?? null;
}
