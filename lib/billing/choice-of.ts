import { type ChangeTerms, changeKind } from "@/lib/billing/change-kind";
import type { BilledBy } from "@/lib/billing/types";
import type { OfferView } from "@/lib/billing/views";

/** A plan version on sale. */
export type OfferedVersion = ChangeTerms & {
  planVersionId: string;
  trialDays: number;
  trialNeedsCard: boolean;
  /** Nobody pays for it, nor for overage. */
  isFree: boolean;
  /** What a tenant falls back to. */
  isFallback: boolean;
  /** Its prices stand at the payment provider. */
  isSynced: boolean;
};

/** What decides what a tenant can do with an offer. */
export type OfferedTo = {
  /** False: everything that costs something is billed by hand. */
  takesCards: boolean;
  held: {
    billedBy: BilledBy;
    status: string;
    planVersionId: string | null;
    /** It was cancelled, and runs until its end. */
    isEnding: boolean;
    terms: ChangeTerms | null;
  } | null;
  /** Fixed by the first purchase. */
  currency: string | null;
  hadTrial: boolean;
  hasOpenChange: boolean;
};

type Choice = Pick<OfferView, "choice" | "why">;
const unavailable = (why: string): Choice => ({ choice: "unavailable", why });
const able = (choice: OfferView["choice"]): Choice => ({ choice, why: null });

/** What choosing a plan version would mean for a tenant now; where it can mean nothing, why. */
export function choiceOf(tenant: OfferedTo, offer: OfferedVersion): Choice {
  const { held } = tenant;
  const isTrialWithoutCard = held?.billedBy === "nobody" && held.status === "trialing";
  if (held?.planVersionId === offer.planVersionId && !isTrialWithoutCard) return able("current");
  if (held?.billedBy === "manual") return unavailable("billed_by_hand");
  if (held?.billedBy === "stripe") return choiceOfChange(tenant, held, offer);
  if (offer.isFree) return able("start_free");
  if (offer.trialDays > 0 && !offer.trialNeedsCard && !tenant.hadTrial) return able("start_trial");
  if (!tenant.takesCards) return unavailable("billed_by_hand");
  if (tenant.currency !== null && tenant.currency !== offer.currency) return unavailable("other_currency");
  return offer.isSynced ? able("subscribe") : unavailable("not_synced");
}

function choiceOfChange(tenant: OfferedTo, held: NonNullable<OfferedTo["held"]>, offer: OfferedVersion): Choice {
  if (tenant.hasOpenChange) return unavailable("change_open");
  if (["past_due", "unpaid", "incomplete", "paused"].includes(held.status)) return unavailable("payment_overdue");
  if (held.isEnding) return unavailable("cancellation_open");
  if (!held.terms) return unavailable("unknown_price");
  if (offer.isFree) return offer.isFallback ? able("downgrade") : unavailable("cancel_first");
  const kind = changeKind(held.terms, offer);
  if (kind === "impossible") return unavailable("other_currency");
  return offer.isSynced ? able(kind) : unavailable("not_synced");
}
