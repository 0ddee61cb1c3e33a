import { rawSql } from "@/db/client";
import { billingNow } from "@/lib/billing/billing-now";
import type { Ahead } from "@/lib/billing/clock-step";
import type { Overdue, SubscriptionState } from "@/lib/entitlements/types";
import { periodAt } from "@/lib/period";

/** A tenant's billing time and what lies ahead of it. */
export type Clock = {
  tenantId: string;
  tenantName: string;
  /** Whether the payment provider knows it, and has a clock for it. */
  hasCustomer: boolean;
  testClockId: string | null;
  clockOffsetSeconds: number;
  target: Date | null;
  status: SubscriptionState | null;
  planName: string | null;
  /** Of the subscriptions that the payment provider bills. */
  intervals: ("month" | "year")[];
  ahead: Ahead[];
};

type Row = Omit<Clock, "ahead" | "intervals"> & {
  billedBy: "stripe" | "manual" | "nobody" | null;
  subscriptionStatus: string | null;
  interval: "month" | "year" | null;
  anchorAt: Date | null;
  periodEnd: Date | null;
  trialEnd: Date | null;
  cancelAt: Date | null;
  overdue: Overdue | null;
  endsAt: Date | null;
  changeAt: Date | null;
  expYear: number | null;
  expMonth: number | null;
};

const listed = 500;

/** Billing times of one tenant, or of all that hold or held something; by name. */
export async function readClocks(now: Date, tenantId: string | null = null): Promise<Clock[]> {
  const rows = await rawSql()<Row[]>`
    select t.id as "tenantId", t.name as "tenantName", a.test_clock_id as "testClockId",
           a.stripe_customer_id is not null as "hasCustomer",
           coalesce(a.clock_offset_seconds, 0) as "clockOffsetSeconds", a.clock_target as target, g.status,
           p.name as "planName", g.overdue, g.ends_at as "endsAt", b.billed_by as "billedBy",
           b.status as "subscriptionStatus", b.interval, b.anchor_at as "anchorAt", b.period_end as "periodEnd",
           b.trial_end as "trialEnd", b.cancel_at as "cancelAt",
           (select c.effective_at from plan_change c
             where c.billing_subscription_id = b.id and c.status = 'scheduled' limit 1) as "changeAt",
           m.exp_year as "expYear", m.exp_month as "expMonth"
      from tenant t
      left join billing_account a on a.tenant_id = t.id
      left join subscription g on g.tenant_id = t.id and g.replaced_at is null
      left join plan_version v on v.id = g.plan_version_id
      left join plan p on p.id = v.plan_id
      left join lateral (
        select * from billing_subscription where tenant_id = t.id and ended_at is null
         order by (billed_by = 'stripe') desc, started_at desc limit 1
      ) b on true
      left join payment_method m on m.stripe_payment_method_id = a.default_payment_method_id and m.detached_at is null
     where (g.id is not null or a.tenant_id is not null) and t.id = coalesce(${tenantId}, t.id)
     order by t.name, t.id limit ${listed}`;
  return rows.map((row) => {
    const { tenantId, tenantName, hasCustomer, testClockId, clockOffsetSeconds, target, status, planName } = row;
    const here = billingNow(now, clockOffsetSeconds);
    const ahead = aheadOf(row, here).filter(({ at }) => at > here);
    const intervals = row.billedBy === "stripe" && row.interval ? [row.interval] : [];
    const about = { tenantId, tenantName, hasCustomer, testClockId, clockOffsetSeconds, target, status, planName };
    return { ...about, intervals, ahead: ahead.sort((a, b) => +a.at - +b.at) };
  });
}

function aheadOf(row: Row, here: Date): Ahead[] {
  const { billedBy, cancelAt, changeAt, endsAt, expMonth, expYear, overdue, status, trialEnd } = row;
  const ahead: Ahead[] = [];
  const add = (kind: Ahead["kind"], at: Date | null) => at && ahead.push({ kind, at });
  if (row.subscriptionStatus === "trialing") add("trial_end", trialEnd ?? endsAt);
  else if (billedBy && !cancelAt && row.subscriptionStatus !== "paused")
    add("renewal", row.periodEnd ?? renewal(row, here));
  add("cancellation", cancelAt);
  add("change", changeAt);
  if (status === "grace") add("grace_end", overdue ? new Date(overdue.graceEndsAt) : endsAt);
  if (expYear && expMonth) add("card_expiry", new Date(Date.UTC(expYear, expMonth, 1)));
  return ahead;
}

/** Where the provider says nothing, a period is counted from the anchor. */
function renewal({ anchorAt, interval }: Row, here: Date): Date | null {
  if (!anchorAt) return null;
  let { end } = periodAt("anniversary", anchorAt, "UTC", here);
  while (interval === "year" && end.getUTCMonth() !== anchorAt.getUTCMonth()) {
    ({ end } = periodAt("anniversary", anchorAt, "UTC", end));
  }
  return end;
}
