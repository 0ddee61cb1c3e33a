import type { Refused } from "@/lib/entitlements/judged";
import type { Overdue } from "@/lib/entitlements/types";
import { explainUnits } from "@/lib/gateway/explain-units";
import { date, type Explained, featureParams, number, text } from "@/lib/gateway/explained";
import { rateLimit, ratePolicy } from "@/lib/gateway/limit-headers";
import type { Seen } from "@/lib/gateway/types";
import type { Param } from "@/lib/messages/types";
import { moneyDecimal } from "@/lib/money";
import { timestampOf } from "@/lib/problem/describe-problem";

/** Sentence, values and headers of what the judge refused. */
export function explainDecision(decision: Refused, seen: Seen): Explained {
  const standing = seen.standing;
  const planName = text(decision.planVersion?.planName ?? "");
  const apiName = text(seen.api?.name ?? "");
  const failing = decision.gates.find(({ result }) => result === "refused");
  switch (decision.code) {
    case "account_suspended":
      return {
        params: { tenantName: text(standing?.tenant.name ?? "") },
        details: { since: standing?.tenant.suspendedAt ? timestampOf(standing.tenant.suspendedAt) : null },
      };
    case "permission_denied": {
      const scope = seen.route?.scope;
      if (failing?.state === "environment") return { details: { reason: "environment" } };
      if (failing?.state !== "scope" || !scope) return { variant: "key_paused", details: { reason: "key_paused" } };
      return {
        variant: "scope",
        params: { missingScope: text(scope) },
        details: { reason: "scope", missingScope: scope },
      };
    }
    case "rate_limited": {
      const resetsAt = new Date(failing?.resetsAt ?? seen.now);
      const limit = failing?.limit ?? 0;
      const waitSec = Math.max(1, Math.ceil((resetsAt.getTime() - seen.now.getTime()) / 1000));
      return {
        params: {
          limit: number(limit),
          window: { kind: "duration", seconds: 60 },
          retryAfter: { kind: "duration", seconds: waitSec },
        },
        details: { policy: ratePolicy },
        retryAfterSec: waitSec,
        violatedPolicies: [ratePolicy],
        rateLimit: rateLimit({ limit, used: limit, resetsAt }, seen.now),
      };
    }
    case "subscription_required":
      return {
        params: { tenantName: text(standing?.tenant.name ?? ""), apiName },
        details: describeClosed(decision, seen),
      };
    case "trial_expired":
    case "subscription_expired": {
      const endedAt = standing?.subscription?.endsAt ?? standing?.subscription?.startedAt ?? seen.now;
      const reason = decision.code === "subscription_expired" && {
        endReason: standing?.subscription?.endsAt ? "not_renewed" : "canceled",
      };
      return {
        params: { planName, endedAt: date(endedAt, standing?.tenant.timeZone) },
        details: { ...describeClosed(decision, seen), endedAt: timestampOf(endedAt), ...reason },
      };
    }
    case "subscription_past_due":
      return explainOverdue(standing?.subscription?.overdue ?? null, standing?.tenant.timeZone);
    case "subscription_paused":
      return { params: { planName }, details: { api: seen.api?.slug ?? null } };
    case "feature_not_in_plan":
    case "feature_unavailable":
      return explainFeature(decision, planName);
    default:
      return explainUnits(decision, seen.now, standing?.tenant.timeZone);
  }
}

/** Nothing is known of the invoice when staff closed a subscription by hand: the plain sentence says what is known. */
function explainOverdue(overdue: Overdue | null, timeZone: string | undefined): Explained {
  if (!overdue) return {};
  const { invoiceId, number, dueMinor, currency, dueAt, openInvoices, cause } = overdue;
  const graceEndedAt = new Date(overdue.graceEndsAt);
  const due = { amountMinor: dueMinor, currency };
  return {
    ...(number === null && { variant: "unnumbered" }),
    params: {
      ...(number !== null && { invoiceNumber: text(number) }),
      amount: { kind: "money", value: due },
      graceEndedAt: date(graceEndedAt, timeZone),
    },
    details: {
      invoice: {
        id: invoiceId,
        number,
        amountDue: { amount: moneyDecimal(due), currency },
        dueAt: dueAt === null ? null : timestampOf(new Date(dueAt)),
      },
      graceEndedAt: timestampOf(graceEndedAt),
      openInvoices,
      ...(cause !== null && { cause }),
    },
  };
}

const describeClosed = (decision: Refused, seen: Seen) => ({
  api: seen.api?.slug ?? null,
  availablePlans: decision.waysOut.slice(0, 5).map((version) => version.planName),
});

function explainFeature(decision: Refused, planName: Param): Explained {
  const { feature, waysOut } = decision;
  const names = waysOut.slice(0, 5).map((version) => version.planName);
  return {
    ...(decision.code === "feature_not_in_plan" && names.length === 0 && { variant: "contact" }),
    params: { ...featureParams(feature), planName, planNames: text(names.join(", ")) },
    details: {
      feature: feature?.slug ?? "",
      kind: feature?.kind ?? "switch",
      ...(decision.code === "feature_not_in_plan" && {
        availableIn: names,
      }),
    },
  };
}
