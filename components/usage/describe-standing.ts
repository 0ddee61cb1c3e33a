import { describeDay } from "@/components/ui/describe-time";
import { describeNumber, rateUse } from "@/components/ui/describe-units";
import type { FeatureStanding, StandingView } from "@/lib/entitlements/views";
import type { Role } from "@/theme";

type Answer = { role: Role; word: string; sentence: string };

/** Whether one feature can be called now, as a word and a plain sentence: fact, then consequence, then the way out. */
export function describeStanding(
  feature: FeatureStanding,
  { planName, resetsAt }: Pick<StandingView, "planName" | "resetsAt">,
): Answer {
  const { limitUnits: limit, usedUnits: used, unitPlural } = feature;
  const plan = planName ?? "Your plan";
  const againAt = feature.resetsAt ?? resetsAt;
  const until = againAt === null ? "" : ` until ${describeDay(new Date(againAt))}`;
  const names = feature.wayOut.join(", ");
  const plans = names === "" ? "" : ` Available in ${names}.`;
  switch (feature.code) {
    case null:
      return describeOpen(feature, until);
    case "quota_exhausted":
    case "period_limit_reached": {
      const left = Math.max(0, (limit ?? 0) - (used ?? 0));
      const sentence =
        left > 0
          ? `A call needs ${describeNumber(feature.costUnits)} ${unitPlural}; ${describeNumber(left)} of ${describeNumber(limit ?? 0)} are left${until}.`
          : `All ${describeNumber(limit ?? 0)} ${unitPlural} are used${until}.`;
      return { role: "warn", word: "Used up", sentence: names === "" ? sentence : `${sentence} More in ${names}.` };
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
    case "subscription_paused":
      return { role: "warn", word: "Paused", sentence: `The subscription to ${plan} is paused.` };
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

function describeOpen({ limitUnits: limit, usedUnits: used, unitPlural }: FeatureStanding, until: string): Answer {
  if (used === null) return { role: "ok", word: "OK", sentence: "Included." };
  if (limit === null) {
    return { role: "ok", word: "OK", sentence: `No limit; ${describeNumber(used)} ${unitPlural} used in this period.` };
  }
  const left = `${describeNumber(Math.max(0, limit - used))} of ${describeNumber(limit)} ${unitPlural} left${until}.`;
  const soon = rateUse(used, limit).role === "warn";
  return { role: soon ? "warn" : "ok", word: soon ? "OK, nearly used up" : "OK", sentence: left };
}
