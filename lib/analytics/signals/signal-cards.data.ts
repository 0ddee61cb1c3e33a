import type { ExpansionId, RiskFamily, SignalId } from "@/lib/analytics/signals/types";

/** What can be done about a signal where it is read. */
export type SignalAct = "contact" | "grant_units" | "grant_credits" | "extend_grace";

/** A signal as people are told of it: what is counted, from when on it speaks, and what helps. */
export type SignalCard = {
  name: string;
  formula: string;
  thresholds: string;
  acts: readonly SignalAct[];
  advice: string;
};

export const riskCards: Record<SignalId, SignalCard> = {
  usage_falling: {
    name: "Usage falling",
    formula:
      "Allowed calls of the last 7 complete days against the median of the 4 weeks before, where a normal week has 100 calls or more and the fall is 3 times what weeks vary (z ≤ −3).",
    thresholds: "Warns at −25%, alarms at −50%.",
    acts: ["contact"],
    advice: "Look for errors first, then ask about the project.",
  },
  silent_tenant: {
    name: "Silent tenant",
    formula:
      "Days since the last allowed call, of a tenant active on 5 of the 28 days before. One that calls by a steady rhythm is given 1.5 times its longest gap.",
    thresholds: "Warns at 7 days, alarms at 14.",
    acts: ["contact"],
    advice: "Ask the developer whether a job stopped.",
  },
  key_quiet: {
    name: "Key quiet, tenant alive",
    formula:
      "Days since the last allowed call of a live key that made 30% of the tenant's calls in the 28 days before.",
    thresholds: "Warns at 7 days, alarms at 14.",
    acts: ["contact"],
    advice: "Tell whoever made the key.",
  },
  breadth_shrinks: {
    name: "Breadth shrinks",
    formula: "Routes with an allowed call in 28 days against the 28 days before, from 4 routes on.",
    thresholds: "Warns at −30%, alarms at −60%.",
    acts: ["contact"],
    advice: "Ask what replaced them.",
  },
  errors_up: {
    name: "Errors up",
    formula:
      "Share of 4xx and 5xx in calls that were not refused for money, by a cap or by rate: 7 days against the 28 before.",
    thresholds: "Warns at twice as many, alarms at four times, from 5% on.",
    acts: ["contact"],
    advice: "Bring an engineer of theirs and yours together.",
  },
  stuck_at_wall: {
    name: "Stuck at the wall",
    formula: "Age of the oldest open run of refusals for money that was called in the last 24 hours.",
    thresholds: "Warns at 1 day, alarms at 5.",
    acts: ["grant_units", "grant_credits", "contact"],
    advice: "Show the plan that fits, or bridge it with a grant.",
  },
  repeated_walls: {
    name: "Repeated walls",
    formula: "Runs of refusals for money in 90 days that ended because a new period began.",
    thresholds: "Warns at 2, alarms at 3.",
    acts: ["contact", "grant_units"],
    advice: "Offer the plan of the right size.",
  },
  gone_after_refusal: {
    name: "Refusal, then decline",
    formula:
      "Allowed calls of the 7 days after the last run of refusals was over (or given up, 14 days without a call) against the 7 days before it opened, from 100 calls on.",
    thresholds: "Warns at −30%, alarms at −60%.",
    acts: ["contact"],
    advice: "Write in person.",
  },
  blind_retries: {
    name: "Blind retries",
    formula:
      "Share of refusals, in runs of the last 7 days, that repeat one that the same key had got within the minute before; from 100 refusals on.",
    thresholds: "Warns at 50%, alarms at 90%.",
    acts: ["contact"],
    advice: "Send the few lines that read the answer.",
  },
  payment_failed: {
    name: "Payment failed",
    formula: "Days since the first failed attempt at the oldest unpaid invoice, or since it was marked overdue.",
    thresholds: "Warns at 1 day, alarms at half the days of grace.",
    acts: ["contact", "extend_grace"],
    advice: "Send the payment link, or extend grace.",
  },
  grace_ending: {
    name: "Grace ending",
    formula: "Days until calls are refused because an invoice is unpaid.",
    thresholds: "Warns at 5 days, alarms at 1.",
    acts: ["contact", "extend_grace"],
    advice: "Call, or extend grace.",
  },
  card_expires: {
    name: "Card expires before the charge",
    formula: "Days until a charge before which every card on file has expired.",
    thresholds: "Warns at 30 days, alarms at 7.",
    acts: ["contact"],
    advice: "Ask for a new card.",
  },
  low_balance: {
    name: "Low balance, nothing refills it",
    formula: "Days that credits last, tenth percentile of the forecast, where no automatic top-up is on.",
    thresholds: "Warns at 7 days, alarms at 2.",
    acts: ["contact", "grant_credits"],
    advice: "Offer the automatic top-up.",
  },
  leaving_intent: {
    name: "Steps towards leaving",
    formula: "Within 24 hours: a smaller plan or the end asked for, live keys revoked.",
    thresholds: "Warns at one of them, alarms at both.",
    acts: ["contact"],
    advice: "Contact the same day.",
  },
  never_activated: {
    name: "Never activated",
    formula: "Days since the first live key was made, without an allowed call.",
    thresholds: "Warns at 2 days, alarms at 7.",
    acts: ["contact"],
    advice: "Help with the first call.",
  },
};

export const expansionCards: Record<ExpansionId, SignalCard> = {
  early_eighty: {
    name: "Early 80%",
    formula: "80% of the included units used before 60% of the period.",
    thresholds: "Two periods running.",
    acts: ["contact"],
    advice: "Show the next plan on their own use.",
  },
  repeated_quota: {
    name: "Repeated quota",
    formula: "Runs of quota_exhausted in 30 days, and how many ended with a payment.",
    thresholds: "Two runs, one of them paid.",
    acts: ["contact"],
    advice: "Compare what they pay beside the plan with the next one.",
  },
  wants_feature: {
    name: "Wants a feature",
    formula: "Days of 30 with feature_not_in_plan on one feature.",
    thresholds: "Three days.",
    acts: ["contact", "grant_units"],
    advice: "Offer the plan that has it, or let them try it.",
  },
  new_work: {
    name: "New work",
    formula: "A live key made within 28 days, and calls 50% above a normal week of 100 or more.",
    thresholds: "Both.",
    acts: ["contact"],
    advice: "Ask what is being built.",
  },
  own_cap: {
    name: "Own cap in the way",
    formula: "Runs of cap refusals in 60 days that ended within 24 hours because the cap was raised.",
    thresholds: "Two.",
    acts: ["contact"],
    advice: "Offer an alert in place of the cap.",
  },
  not_sold: {
    name: "Wants what is not sold",
    formula: "Days of 30 with 403 feature_unavailable or 429 period_limit_reached on one feature.",
    thresholds: "Three days.",
    acts: ["grant_units"],
    advice: "A demand that no plan meets: for the catalogue.",
  },
};

export const familyNames: Record<RiskFamily, string> = {
  usage: "Usage",
  payment: "Payment",
  friction: "Friction",
  engagement: "Engagement",
};
