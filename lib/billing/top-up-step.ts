import type { DeclineClass } from "@/lib/billing/decline-cause.data";
import type { DeclineCause } from "@/lib/billing/types";

/** The part of an automatic top-up's rule that payments change. Instants are billing time. */
export type TopUpState = {
  state: "off" | "armed" | "charging" | "cooldown" | "needs_action" | "disabled";
  cooldownUntil: Date | null;
  /** Declines in a row that could have gone better later. */
  softFailures: number;
  lastCause: DeclineCause | null;
};

export type TopUpEvent =
  /** An attempt was begun. */
  | { kind: "claimed" }
  /** The money came, whoever paid it. */
  | { kind: "paid" }
  | { kind: "declined"; class: DeclineClass; cause: DeclineCause }
  /** A confirmation was not given within its time. */
  | { kind: "unconfirmed" }
  /** A member agreed to the rule, anew or again; `hasNewCard`: another card is asked than the one that failed. */
  | { kind: "consented"; hasNewCard: boolean }
  | { kind: "switched_off" };

const hourMs = 3_600_000;

/** How long to wait after the first, second and third soft decline in a row; the one after that ends it. */
export const cooldownsMs = [hourMs, 6 * hourMs, 24 * hourMs] as const;

/**
 * What an automatic top-up's rule becomes by an event (design of billing §10). A declining card is asked three times in
 * a day, a fourth time after 31 hours, and then never again by itself.
 */
export function topUpStep(rule: TopUpState, event: TopUpEvent, now: Date): TopUpState {
  switch (event.kind) {
    case "claimed":
      return canClaim(rule, now) ? { ...rule, state: "charging", cooldownUntil: null } : rule;
    case "switched_off":
      return { ...rule, state: "off" };
    case "consented":
      return event.hasNewCard && rule.state !== "charging" ? armed : consented(rule);
    case "paid":
      return rule.state === "off" ? { ...armed, state: "off" } : armed;
    case "unconfirmed":
      return rule.state === "off" ? rule : { ...rule, state: "disabled", cooldownUntil: null };
    case "declined": {
      const next = declined(rule, event, now);
      return rule.state === "off" ? { ...next, state: "off" } : next;
    }
  }
}

const armed: TopUpState = { state: "armed", cooldownUntil: null, softFailures: 0, lastCause: null };

/** Agreeing again, or switching off and on, is no way around what a declining card led to. */
function consented(rule: TopUpState): TopUpState {
  if (rule.state !== "off") return rule;
  if (rule.lastCause === null) return armed;
  return { ...rule, state: rule.cooldownUntil === null ? "disabled" : "cooldown" };
}

/** True when the rule lets an attempt begin: it is armed, or has waited for long enough. */
export function canClaim(rule: TopUpState, now: Date): boolean {
  if (rule.state === "armed") return true;
  return rule.state === "cooldown" && (rule.cooldownUntil === null || rule.cooldownUntil <= now);
}

function declined(rule: TopUpState, event: Extract<TopUpEvent, { kind: "declined" }>, now: Date): TopUpState {
  const lastCause = event.cause;
  if (event.class === "auth") return { ...rule, state: "needs_action", cooldownUntil: null, lastCause };
  const softFailures = rule.softFailures + 1;
  const waitMs = cooldownsMs[rule.softFailures];
  // What may have been paid already is not tried again either before somebody has looked.
  if (event.class !== "soft" || waitMs === undefined) {
    return { state: "disabled", cooldownUntil: null, softFailures, lastCause };
  }
  return { state: "cooldown", cooldownUntil: new Date(now.getTime() + waitMs), softFailures, lastCause };
}
