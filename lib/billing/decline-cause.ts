import { type DeclineClass, declines } from "@/lib/billing/decline-cause.data";
import type { DeclineCause } from "@/lib/billing/types";
import type { Code } from "@/lib/errors";

/** What the payment provider said of a payment that failed. */
export type DeclineSaid = {
  code: string | null;
  /** The bank's own reason; it says more than `code`. */
  declineCode: string | null;
  /** What the bank advises; between `soft` and `hard` it outranks the reason. */
  adviceCode?: string | null;
  /** Why the provider's own rules stopped it (`outcome.reason`). */
  outcomeReason?: string | null;
};

export type DeclineJudgement = {
  class: DeclineClass;
  cause: DeclineCause;
  /** The portal's code that tells a person. */
  code: Extract<Code, "payment_declined" | "payment_failed" | "payment_action_required" | "payment_in_progress">;
  /** False for a reason that nobody here has met: somebody should read the log. */
  isKnown: boolean;
};

/** Why a payment was declined, and what that leads to (response contract §15). */
export function declineCause(said: DeclineSaid): DeclineJudgement {
  const told = [said.outcomeReason, said.declineCode, said.code].find((code) => code && declines.has(code));
  const found = (told && declines.get(told)) || { class: "soft" as const, cause: "unknown" as const };
  const judged = follow(found, said.adviceCode ?? null);
  return { ...judged, code: codeOf(judged), isKnown: told !== undefined };
}

type Judged = { class: DeclineClass; cause: DeclineCause };

/** Advice speaks of trying again; a confirmation that is missing, or a card of the wrong mode, stays what it is. */
function follow(found: Judged, advice: string | null): Judged {
  if (found.class !== "soft" && found.class !== "hard") return found;
  if (advice === "try_again_later") return { ...found, class: "soft" };
  // A sentence that says "try later" would be wrong from here on.
  if (advice === "do_not_try_again")
    return found.class === "hard" ? found : { class: "hard", cause: "payment_stopped" };
  if (advice === "confirm_card_data")
    return found.class === "hard" ? found : { class: "hard", cause: "card_details_wrong" };
  return found;
}

function codeOf({ class: kind, cause }: Judged): DeclineJudgement["code"] {
  if (kind === "check") return "payment_in_progress";
  if (kind === "auth") return "payment_action_required";
  return cause === "processing_error" ? "payment_failed" : "payment_declined";
}
