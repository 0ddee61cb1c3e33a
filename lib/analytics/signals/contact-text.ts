import type { ExpansionId, SignalId } from "@/lib/analytics/signals/types";

type About = SignalId | ExpansionId | null;

const about: Partial<Record<SignalId | ExpansionId, string>> = {
  payment_failed: "An invoice of yours is still open; you find it, and the way to pay it, under Billing in the portal.",
  grace_ending: "An invoice of yours is still open; you find it, and the way to pay it, under Billing in the portal.",
  card_expires: "The card on file ends before your next invoice; you can replace it under Billing in the portal.",
  low_balance:
    "Your prepaid credits are running low; under Credits in the portal you can add some, or have that done by itself.",
  stuck_at_wall:
    "Some of your calls are answered with 402 at present; each answer carries a link that says why and what opens it.",
  repeated_walls:
    "Some of your calls were answered with 402 before a period ended; perhaps another plan suits you better.",
  blind_retries:
    "Your program repeats calls that were answered with 402; the answer's body says when it is worth trying again.",
  errors_up: "More of your calls than usual end with an error; we would gladly look at it together.",
  never_activated: "Your key is ready; if the first call does not work, send us its request id.",
  key_quiet: "One of your keys has not been used for a while; is the job behind it meant to run?",
  silent_tenant: "We have not seen calls of yours for a while; is a job meant to run?",
  wants_feature: "You asked for a feature that your plan does not hold; we would gladly show you what it does.",
};

/**
 * A first draft of a mail to a tenant: facts that it can see itself, and a question. It never speaks of scores, nor of
 * what is expected of the tenant.
 */
export function contactText(tenantName: string, subject: About): { subject: string; body: string } {
  const fact = subject === null ? undefined : about[subject];
  return {
    subject: `Your use of our API, ${tenantName}`,
    body: [
      "Hello,",
      "",
      ...(fact ? [fact, ""] : []),
      "How is it going with your project? Is there anything that you need from us?",
      "",
      "Kind regards",
    ].join("\n"),
  };
}

/** The address that opens a mail program with a draft (RFC 6068: lines end with CRLF). */
export const mailtoOf = (to: string, draft: { subject: string; body: string }): string =>
  `mailto:${to
    .split(",")
    .map((address) => encodeURIComponent(address.trim()))
    .join(
      ",",
    )}?subject=${encodeURIComponent(draft.subject)}&body=${encodeURIComponent(draft.body.replaceAll("\n", "\r\n"))}`;
