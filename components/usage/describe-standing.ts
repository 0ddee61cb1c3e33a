import { describeCredits } from "@/components/ui/describe-credits";
import { describeMoment } from "@/components/ui/describe-time";
import { describeNumber, rateUse } from "@/components/ui/describe-units";
import { creditDecimal } from "@/lib/credits";
import type { FeatureStanding, StandingView } from "@/lib/entitlements/views";
import type { Role } from "@/theme";

type Tenant = Pick<StandingView, "planName" | "resetsAt" | "timeZone" | "creditsLeft">;
type Answer = { role: Role; word: string; sentence: string };

/** Whether one feature can be called now, as a word and a plain sentence: fact, then consequence, then the way out. */
export function describeStanding(
  feature: FeatureStanding,
  { planName, resetsAt, timeZone, creditsLeft }: Tenant,
): Answer {
  const { limitUnits: limit, usedUnits: used, unitPlural } = feature;
  const plan = planName ?? "Your plan";
  const againAt = feature.resetsAt ?? resetsAt;
  const until = againAt === null ? "" : ` until ${describeMoment(new Date(againAt), timeZone)}`;
  const names = feature.wayOut.join(", ");
  const plans = names === "" ? "" : ` Available in ${names}.`;
  switch (feature.code) {
    case null:
      return describeOpen(feature, until, creditsLeft);
    case "quota_exhausted":
    case "period_limit_reached": {
      const left = Math.max(0, (limit ?? 0) - (used ?? 0));
      const sentence =
        left > 0
          ? `A call needs ${describeNumber(feature.costUnits)} ${unitPlural}; ${describeNumber(left)} of ${describeNumber(limit ?? 0)} are left${until}.`
          : `All ${describeNumber(limit ?? 0)} ${unitPlural} are used${until}.`;
      return { role: "warn", word: "Used up", sentence: names === "" ? sentence : `${sentence} More in ${names}.` };
    }
    case "credits_exhausted":
      return { role: "warn", word: "No credits", sentence: `Credits pay for it, and none are left.${plans}` };
    case "credits_insufficient": {
      const needed = creditDecimal(feature.costUnits * (feature.creditMicroPerUnit ?? 0));
      const left = describeCredits(creditsLeft ?? "0.00");
      const sentence = `A call costs ${describeCredits(needed)} credits; ${left} are left.${plans}`;
      return { role: "warn", word: "Too few credits", sentence };
    }
    case "feature_not_in_plan":
      return { role: "calm", word: "Not in plan", sentence: `${plan} does not include it.${plans}` };
    case "feature_unavailable":
      return { role: "calm", word: "Not offered", sentence: "No plan on sale includes it." };
    case "subscription_required":
      return { role: "warn", word: "No plan", sentence: `A plan opens it.${plans}` };
    case "trial_expired":
      return { role: "warn", word: "Trial over", sentence: `The trial of ${plan} has ended.${plans}` };
    case "subscription_expired":
      return { role: "warn", word: "Ended", sentence: `The subscription to ${plan} has ended.${plans}` };
    case "subscription_past_due":
      return {
        role: "act",
        word: "Payment overdue",
        sentence: `An invoice for ${plan} is unpaid and the time to pay is over. Calls pass again once it is settled.`,
      };
    case "subscription_paused": {
      const sentence = `The subscription to ${plan} is paused until the operator resumes it.`;
      return { role: "warn", word: "Paused", sentence };
    }
    case "account_suspended":
      return {
        role: "act",
        word: "Suspended",
        sentence: "The operator has suspended your account; every call is refused.",
      };
    default:
      return { role: "warn", word: "Refused", sentence: `Calls answer ${feature.code}.` };
  }
}

function describeOpen(feature: FeatureStanding, until: string, creditsLeft: string | null): Answer {
  const { limitUnits: limit, usedUnits: used, unitPlural, costUnits } = feature;
  if (used === null) return { role: "ok", word: "OK", sentence: "Included." };
  if (limit === null) {
    return { role: "ok", word: "OK", sentence: `No limit; ${describeNumber(used)} ${unitPlural} used in this period.` };
  }
  const further = describeFurther(feature, creditsLeft);
  if (further !== null && used + costUnits > limit) {
    const included = limit === 0 ? "" : `All ${describeNumber(limit)} included ${unitPlural} are used${until}. `;
    return { role: "ok", word: "OK", sentence: `${included}${further}` };
  }
  const left = `${describeNumber(Math.max(0, limit - used))} of ${describeNumber(limit)} ${unitPlural} left${until}.`;
  if (further !== null) return { role: "ok", word: "OK", sentence: `${left} ${further}` };
  const soon = rateUse(used, limit).role === "warn";
  return { role: soon ? "warn" : "ok", word: soon ? "OK, nearly used up" : "OK", sentence: left };
}

/** Who pays beyond the included units; null: nobody, such calls are refused. */
function describeFurther(
  { creditMicroPerUnit: micro, overage, unitPlural }: FeatureStanding,
  creditsLeft: string | null,
): string | null {
  const hasCredits = micro !== null && Number(creditsLeft ?? 0) > 0;
  if (micro !== null && (hasCredits || overage === "none")) {
    if (!hasCredits) return null;
    const each = `Further ${unitPlural} cost ${creditDecimal(micro)} credits each; ${describeCredits(creditsLeft ?? "")} left.`;
    return overage === "none" ? each : `${each} After that they are billed later.`;
  }
  return overage === "none" ? null : `Further ${unitPlural} are billed later.`;
}
