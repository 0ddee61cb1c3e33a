import type { OfferView } from "@/lib/billing/views";

/** Whether choosing it would begin with a trial: a tenant has one, ever. */
export const offersTrial = ({ choice, trialDays, trialNeedsCard }: OfferView): boolean =>
  trialDays > 0 && (choice === "start_trial" || (choice === "subscribe" && trialNeedsCard));
