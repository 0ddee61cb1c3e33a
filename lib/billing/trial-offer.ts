/** How a purchase begins: paid at once, or free for a while. Instants are billing time. */
export type TrialOffer =
  | { kind: "none" }
  /** Without a card, and without the payment provider. */
  | { kind: "cardless"; endsAt: Date }
  /** Begins at the checkout. */
  | { kind: "with_card"; days: number }
  /** What is left of a trial without a card goes on. */
  | { kind: "carried"; endsAt: Date };

type Asked = {
  trialDays: number;
  trialNeedsCard: boolean;
  /** A tenant has one trial, ever. */
  hadTrial: boolean;
  /** The end of the trial that runs now; null when none does. */
  runningTrialEnd: Date | null;
};

const dayMs = 86_400_000;
/** The payment provider takes no trial that ends sooner; with room for the person to fill in the page. */
const shortestCarriedMs = 2 * dayMs + 3_600_000;

/** What trial a tenant gets that chooses a plan version (design of billing §7). */
export function trialOffer(asked: Asked, now: Date): TrialOffer {
  const { runningTrialEnd } = asked;
  if (runningTrialEnd) {
    const isLongEnough = runningTrialEnd.getTime() - now.getTime() >= shortestCarriedMs;
    return isLongEnough ? { kind: "carried", endsAt: runningTrialEnd } : { kind: "none" };
  }
  if (asked.trialDays === 0 || asked.hadTrial) return { kind: "none" };
  if (asked.trialNeedsCard) return { kind: "with_card", days: asked.trialDays };
  return { kind: "cardless", endsAt: new Date(now.getTime() + asked.trialDays * dayMs) };
}
