import { z } from "zod";
import type { Receipt } from "@/lib/analytics/receipt";
import { parseCredits } from "@/lib/credits";
import type { Param, Params } from "@/lib/messages/types";
import type { Money } from "@/lib/money";
import { parseMoney } from "@/lib/parse-money";

const text = (value: string, de?: string | null): Param => ({ kind: "text", value, de: de ?? null });
const count = (value: number): Param => ({ kind: "number", value });

/** A machine value of `details` that the sentence names: an instant or a word. */
function fromDetails(value: unknown, timeZone: string | undefined): Param | null {
  if (typeof value !== "string") return null;
  const date = /^\d{4}-\d{2}-\d{2}T/.test(value) ? new Date(value) : null;
  return date && !Number.isNaN(date.getTime()) ? instant(date, timeZone) : text(value);
}

/** What concerns a tenant's periods and terms is told by its own clock. */
const instant = (value: Date, timeZone: string | undefined): Param => ({
  kind: "date",
  value,
  ...(timeZone !== undefined && { timeZone }),
});

function quotaParams(receipt: Receipt): Record<string, Param> {
  const gate = receipt.gates.find(({ result }) => result === "refused");
  const limit = receipt.limitUnits ?? gate?.limit ?? null;
  const used = receipt.usedUnits ?? gate?.used ?? null;
  const asked = receipt.askedUnits ?? gate?.asked ?? 1;
  const { feature } = receipt;
  if (!feature || limit === null || used === null) return {};
  const remaining = Math.max(0, limit - used);
  return {
    limit: count(limit),
    requested: count(asked),
    remaining: count(remaining),
    unit: {
      kind: "unit",
      one: feature.unit,
      other: feature.unitPlural,
      count: isCostOverRest(receipt) ? asked : limit,
    },
    ...(gate?.resetsAt && { resetsAt: instant(new Date(gate.resetsAt), receipt.tenant?.timeZone) }),
  };
}

/** Something was left, but less than the call needed. */
function isCostOverRest({ code, limitUnits, usedUnits }: Receipt): boolean {
  const isQuota = code === "quota_exhausted" || code === "period_limit_reached" || code === "key_budget_reached";
  return isQuota && limitUnits !== null && usedUnits !== null && usedUnits < limitUnits;
}

/** The invoice that a late payment is about, as the refusal told it. */
function invoiceOf({ details }: Receipt): { number: string | null; due: Money } | null {
  const told = invoiceDetails.safeParse(details.invoice);
  if (!told.success) return null;
  const { number, amountDue } = told.data;
  const amountMinor = parseMoney(amountDue.amount, amountDue.currency);
  return amountMinor === null ? null : { number, due: { amountMinor, currency: amountDue.currency } };
}

const invoiceDetails = z.object({
  number: z.string().nullable(),
  amountDue: z.object({ amount: z.string(), currency: z.string().regex(/^[A-Z]{3}$/) }),
});

function variantOf(receipt: Receipt, planNames: readonly string[]): string {
  if (isCostOverRest(receipt)) return "cost_over_rest";
  if (receipt.code === "subscription_past_due") return invoiceOf(receipt)?.number == null ? "unnumbered" : "default";
  const { reason } = receipt.details;
  if (typeof reason === "string") return reason;
  return receipt.code === "feature_not_in_plan" && planNames.length === 0 ? "contact" : "default";
}

/**
 * Which sentence of the catalogue a refusal's receipt says, and with which values; `planNames` are those on sale that
 * would have covered the call. A waiting time is left out: it was true then, not when the receipt is read.
 */
export function describeRefusal(receipt: Receipt, planNames: readonly string[]): { variant: string; params: Params } {
  const { feature, plan, tenant, api, details } = receipt;
  const params: Record<string, Param> = { method: text(receipt.method), ...quotaParams(receipt) };
  if (feature) params.featureName = text(feature.name, feature.nameDe);
  if (plan) params.planName = text(plan.name);
  if (tenant) params.tenantName = text(tenant.name);
  if (api) params.apiName = text(api.name);
  if (planNames.length > 0) params.planNames = text(planNames.join(", "));
  const invoice = invoiceOf(receipt);
  if (invoice) params.amount = { kind: "money", value: invoice.due };
  if (invoice?.number != null) params.invoiceNumber = text(invoice.number);
  for (const name of ["endedAt", "expiredAt", "replacedAt", "pausedAt", "graceEndedAt", "missingScope"]) {
    const isTerm = name === "endedAt" || name === "graceEndedAt";
    const param = fromDetails(details[name], isTerm ? tenant?.timeZone : undefined);
    if (param) params[name] = param;
  }
  for (const name of ["required", "balance"]) {
    const value = details[name];
    const micro = typeof value === "string" ? parseCredits(value) : null;
    if (micro !== null) params[name] = { kind: "credits", micro };
  }
  return { variant: variantOf(receipt, planNames), params };
}
