import type { Receipt } from "@/lib/analytics/receipt";
import type { PublicPlan } from "@/lib/catalog/public-plan";
import { codes } from "@/lib/errors";

/** What would have let a call pass; the best is first. `resetsAt` and `retryAt` are instants from which it passes. */
export type Fix =
  | { kind: "plan"; rel: "subscribe" | "upgrade"; plan: PublicPlan; units: number | null }
  | { kind: "credits"; rel: "top_up" }
  | { kind: "invoice"; rel: "pay_invoice" }
  | { kind: "wait"; resetsAt: Date }
  | { kind: "key"; rel: "manage_key" }
  | { kind: "contact"; rel: "contact_sales" | "contact_support" };

const maxFixes = 3;
const waitedFor: readonly string[] = ["quota_exhausted", "period_limit_reached", "rate_limited", "key_budget_reached"];

/** The instant at which the gate that refused starts again. */
function resetOf(receipt: Receipt): Date | null {
  const at = receipt.gates.find((gate) => gate.result === "refused")?.resetsAt;
  const date = at === undefined ? null : new Date(at);
  return date && !Number.isNaN(date.getTime()) ? date : null;
}

const isCreditsCode = (code: Receipt["code"]) => code === "credits_exhausted" || code === "credits_insufficient";

/**
 * Plans on sale that would have covered the call, cheapest first; for what was used up, not the one that the tenant
 * holds.
 */
export function coveringPlans(
  receipt: Receipt,
  plans: readonly PublicPlan[],
): { plan: PublicPlan; units: number | null }[] {
  const { feature } = receipt;
  const isQuota = receipt.code === "quota_exhausted";
  const isSpent = isQuota || isCreditsCode(receipt.code);
  const needed = isQuota ? (receipt.usedUnits ?? 0) + (receipt.askedUnits ?? 1) : (receipt.askedUnits ?? 0);
  const covering = plans.flatMap((plan) => {
    const line = feature && plan.features.find(({ id }) => id === feature.id);
    if (feature && !line) return [];
    const units = line?.units ?? null;
    if (line?.kind === "meter" && units !== null && units < needed && line.overage === "none") return [];
    return isSpent && plan.id === receipt.plan?.id ? [] : [{ plan, units }];
  });
  return covering.sort((a, b) => a.plan.price.amountMinor - b.plan.price.amountMinor);
}

/** Up to three ways in which the refused call would have passed (product design §11); without `byCard` nobody pays here. */
export function suggestFixes(receipt: Receipt, plans: readonly PublicPlan[], { byCard = true } = {}): Fix[] {
  if (!receipt.code) return [];
  const rels = codes[receipt.code].actions as readonly string[];
  const fixes: Fix[] = [];
  if (byCard && rels.includes("pay_invoice")) fixes.push({ kind: "invoice", rel: "pay_invoice" });
  if (isCreditsCode(receipt.code)) fixes.push({ kind: "credits", rel: "top_up" });
  const rel = rels.includes("upgrade") ? "upgrade" : rels.includes("subscribe") ? "subscribe" : null;
  if (rel) {
    for (const covering of coveringPlans(receipt, plans).slice(0, 2)) fixes.push({ kind: "plan", rel, ...covering });
  }
  // The credits that would have followed a used-up quota are one of its reasons.
  if (receipt.reasons.some((reason) => isCreditsCode(reason as Receipt["code"]))) {
    fixes.push({ kind: "credits", rel: "top_up" });
  }
  const resetsAt = resetOf(receipt);
  if (resetsAt && waitedFor.includes(receipt.code)) {
    fixes.push({ kind: "wait", resetsAt });
  }
  if (rels.includes("manage_key")) fixes.push({ kind: "key", rel: "manage_key" });
  if (rels.includes("contact_support")) fixes.push({ kind: "contact", rel: "contact_support" });
  // Who bills by hand is who takes the payment.
  const isOverdue = receipt.code === "subscription_past_due";
  if (rels.includes("contact_sales") && (receipt.feature?.contactSales || isOverdue || fixes.length === 0)) {
    fixes.push({ kind: "contact", rel: "contact_sales" });
  }
  return fixes.slice(0, maxFixes);
}
