import Stripe from "stripe";
import { rawSql } from "@/db/client";
import { invoicedUnits, type MeteredLine, type SentRow } from "@/lib/billing/invoiced-units";
import { judgeUsage } from "@/lib/billing/judge-usage";
import { readSummary } from "@/lib/billing/server/usage/read-summary";
import { readUsageAccounts, type UsageAccount } from "@/lib/billing/server/usage/read-usage-accounts";
import { sealedUntil } from "@/lib/billing/server/usage/sealed-until";
import type { UsageCheckView } from "@/lib/billing/staff-views";
import { AppError } from "@/lib/errors";

export type UsageCheckRow = UsageCheckView["rows"][number] & { accountId: string };

const minuteMs = 60_000;
const presetDays = 40;

/**
 * Compares usage events, request log, ledger, reports, the payment provider's sums and invoice lines, to the unit, for
 * each tenant, meter and usage period. Corrects nothing.
 * @throws AppError `payment_processor_unavailable` when the payment provider does not answer.
 */
export async function checkUsageAgrees(
  now: Date,
  over: { days?: number; tenantId?: string } = {},
): Promise<UsageCheckRow[]> {
  const until = await sealedUntil(rawSql(), now);
  const accounts = await readUsageAccounts(now, until, { ...over, days: over.days ?? presetDays });
  const rows: UsageCheckRow[] = [];
  for (const account of accounts) rows.push(await checkAccount(account));
  return rows;
}

async function checkAccount(account: UsageAccount): Promise<UsageCheckRow> {
  const { accountId, tenantId, featureId, usedUnits, loggedUnits, overageUnits, sentUnits } = account;
  const sent = await readSent(tenantId, featureId);
  const isBilled = account.billedUnits > 0 || sentUnits > 0;
  const summarizedUnits = await summarized(account, sent);
  const invoiced = invoicedUnits(accountId, sent, await readLines(tenantId, featureId));
  const { agrees, note } = judgeUsage({ ...account, summarizedUnits, invoiced });
  return {
    accountId,
    tenant: { id: tenantId, name: account.tenantName },
    featureName: account.featureName,
    periodStart: account.periodStart.toISOString(),
    periodEnd: account.periodEnd.toISOString(),
    usedUnits,
    loggedUnits,
    overageUnits,
    sentUnits: isBilled ? sentUnits : null,
    summarizedUnits,
    invoicedUnits: invoiced?.units ?? null,
    agrees,
    note,
  };
}

/** What the provider counted in the minutes of an account's reports, without what others reported in them. */
async function summarized({ accountId, tenantId, featureId }: UsageAccount, sent: SentRow[]): Promise<number | null> {
  const times = sent.filter((row) => row.accountId === accountId).map(({ sentTs }) => sentTs.getTime());
  const [account] = await rawSql()<{ customerId: string | null }[]>`
    select stripe_customer_id as "customerId" from billing_account where tenant_id = ${tenantId} and deleted_at is null`;
  if (times.length === 0 || !account?.customerId) return null;
  const start = new Date(Math.floor(Math.min(...times) / minuteMs) * minuteMs);
  const end = new Date((Math.floor(Math.max(...times) / minuteMs) + 1) * minuteMs);
  const units = await readSummary(featureId, account.customerId, start, end).catch(asUnavailable);
  if (units === null) return null;
  const others = sent.filter((row) => row.accountId !== accountId && row.sentTs >= start && row.sentTs < end);
  return units - others.reduce((sum, row) => sum + row.units, 0);
}

function asUnavailable(error: unknown): never {
  if (!(error instanceof Stripe.errors.StripeError)) throw error;
  throw new AppError(
    "payment_processor_unavailable",
    "The payment provider does not say what it counted. Try again soon.",
    {
      reason: "no_answer",
    },
  );
}

const readSent = (tenantId: string, featureId: string) => rawSql()<SentRow[]>`
  select account_id as "accountId", units, sent_ts as "sentTs" from meter_row
   where tenant_id = ${tenantId} and feature_id = ${featureId} and status in ('sent', 'duplicate')`;

/** A draft still changes, and a void invoice counts only where its use was carried to another one, without units. */
async function readLines(tenantId: string, featureId: string): Promise<MeteredLine[]> {
  const rows = await rawSql()<{ units: number; periodStart: string; periodEnd: string }[]>`
    select (l ->> 'units')::bigint as units, l ->> 'periodStart' as "periodStart", l ->> 'periodEnd' as "periodEnd"
      from invoice i cross join lateral jsonb_array_elements(i.lines) l
     where i.tenant_id = ${tenantId} and i.billed_by = 'stripe'
       and (i.status in ('open', 'paid', 'uncollectible')
            or i.status = 'void' and exists (
                 select 1 from stripe_command c
                  where c.idempotency_key like 'carry:' || i.stripe_invoice_id || ':%' and c.status = 'done'))
       and l ->> 'priceId' like '%:' || ${featureId}::text and l ->> 'units' is not null`;
  return rows.map(({ units, periodStart, periodEnd }) => ({
    units,
    periodStart: new Date(periodStart),
    periodEnd: new Date(periodEnd),
  }));
}
