import { describeNumber } from "@/components/ui/describe-units";
import type { Decision } from "@/lib/analytics/decision-views";
import { describeRefusal } from "@/lib/analytics/describe-refusal";
import { sayCode } from "@/lib/messages/say-code";

/** What happened, in one sentence. @param planNames plans that would have let the call through */
export function describeDecision({ receipt, event }: Decision, planNames: readonly string[]): string {
  if (receipt.code) {
    const { variant, params } = describeRefusal(receipt, planNames);
    return sayCode(receipt.code, variant, params, "en");
  }
  const { unit = "unit", unitPlural = "units" } = receipt.feature ?? {};
  const cost = `${describeNumber(receipt.units)} ${receipt.units === 1 ? unit : unitPlural}`;
  if (event && event.outcome !== "ok" && event.cost === 0)
    return "Let through, and not charged: it failed behind the gate.";
  return receipt.units === 0 ? "Let through, at no charge." : `Let through for ${cost}.`;
}
