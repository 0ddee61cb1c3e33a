import type { Told } from "@/components/billing/describe-subscription";
import { describeMoment } from "@/components/ui/describe-time";
import type { StaffBillingView } from "@/lib/billing/staff-views";
import type { Role } from "@/theme";

const words: Record<NonNullable<StaffBillingView["grant"]>["status"], [Role, string, string]> = {
  trialing: ["info", "trial", "Calls pass"],
  active: ["ok", "active", "Calls pass"],
  grace: ["warn", "grace", "Calls pass with a warning"],
  suspended: ["act", "suspended", "Calls are refused"],
  paused: ["warn", "paused", "Calls are refused"],
  ended: ["calm", "ended", "Calls are refused"],
};

/** What the gateways were given for a tenant, and until when. */
export function describeHolding({ grant, subscriptions }: Pick<StaffBillingView, "grant" | "subscriptions">): Told {
  const live = subscriptions.find((held) => held.endedAt === null && held.planName !== null);
  const title = live ? `${live.planName} version ${live.versionNumber ?? "–"}` : "No plan";
  if (!grant) {
    return { role: "calm", word: "none", title, sentence: "Calls on a feature answer 402 subscription_required." };
  }
  const [role, word, does] = words[grant.status];
  const code = grant.reason === null ? "" : ` with 402 ${grant.reason}`;
  const until = grant.endsAt === null ? "" : ` until ${describeMoment(new Date(grant.endsAt))}`;
  return { role, word, title, sentence: `${does}${code}${until}.` };
}
