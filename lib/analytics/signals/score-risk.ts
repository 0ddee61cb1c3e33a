import { ramp } from "@/lib/analytics/signals/ramp";
import type { Firing, Risk, RiskFamily, SignalId, TenantFacts } from "@/lib/analytics/signals/types";

/** The most that a family adds to a risk. */
export const familyCaps: Record<RiskFamily, number> = { usage: 40, payment: 30, friction: 20, engagement: 10 };
/** Younger tenants have no score. */
export const scoredAfterDays = 28;

type Signal = {
  id: SignalId;
  family: RiskFamily;
  points: number;
  /** Weight and sentence, or null when it is silent. */
  ask: (facts: TenantFacts) => { weight: number; sentence: string } | null;
};

const percent = (share: number) => `${Math.round(Math.abs(share) * 100)} %`;
const count = (value: number) => Math.round(value).toLocaleString("en").replaceAll(",", " ");
const days = (value: number) => {
  const whole = Math.floor(value);
  return whole === 1 ? "1 day" : `${whole} days`;
};
const speak = (weight: number, sentence: string) => (weight > 0 ? { weight, sentence } : null);

/** Every signal with its family, points and formula. Thresholds are beginnings; what they hit decides. */
export const signals: readonly Signal[] = [
  {
    id: "usage_falling",
    family: "usage",
    points: 20,
    ask({ usageChange: use }) {
      if (!use || use.z > -3) return null;
      const fell = `Calls fell ${percent(use.change)} against a normal week (${count(use.normalCalls)} → ${count(use.nowCalls)})`;
      return speak(ramp(use.change, -0.25, -0.5), `${fell}; normal weeks vary ±${percent(use.spread)}.`);
    },
  },
  {
    id: "silent_tenant",
    family: "usage",
    points: 25,
    ask({ silence }) {
      if (!silence) return null;
      const before =
        silence.longestGapDays === null ? "" : `; before, never longer than ${days(silence.longestGapDays)}`;
      return speak(ramp(silence.days, 7, 14), `No allowed call for ${days(silence.days)}${before}.`);
    },
  },
  {
    id: "key_quiet",
    family: "usage",
    points: 10,
    ask({ quietKeys, silence }) {
      // A silent tenant says it already.
      const key = silence
        ? undefined
        : quietKeys.filter(({ share }) => share >= 0.3).sort((a, b) => b.share - a.share)[0];
      if (!key) return null;
      return speak(
        ramp(key.silence.days, 7, 14),
        `Key ${key.name} (${percent(key.share)} of the calls) has made none for ${days(key.silence.days)}.`,
      );
    },
  },
  {
    id: "stuck_at_wall",
    family: "friction",
    points: 15,
    ask({ openWall }) {
      if (!openWall) return null;
      const looked = openWall.receiptsOpened ? "; the reason was looked at, and nothing changed" : "";
      const what = openWall.featureName ? `${openWall.featureName}, ${openWall.code}` : openWall.code;
      return speak(ramp(openWall.days, 1, 5), `Refused for ${days(openWall.days)} (${what})${looked}.`);
    },
  },
  {
    id: "repeated_walls",
    family: "friction",
    points: 10,
    ask: ({ wallsWaitedOut }) =>
      speak(ramp(wallsWaitedOut, 2, 3), `Reached a limit ${wallsWaitedOut} times in 90 days and waited each time.`),
  },
  {
    id: "payment_failed",
    family: "payment",
    points: 20,
    ask({ overdue }) {
      if (!overdue) return null;
      const alarm = Math.max(overdue.graceDays / 2, 2);
      const cause = overdue.cause ? ` (${overdue.cause.replaceAll("_", " ")})` : "";
      const invoice = overdue.invoiceNumber ? `Invoice ${overdue.invoiceNumber}` : "An invoice";
      return speak(
        ramp(overdue.days, 1, alarm),
        `${invoice} over ${overdue.amount} is unpaid for ${days(overdue.days)}${cause}.`,
      );
    },
  },
  {
    id: "grace_ending",
    family: "payment",
    points: 15,
    ask: ({ graceEnds }) =>
      graceEnds && speak(ramp(graceEnds.inDays, 5, 1), `Access stops ${graceEnds.at} unless the invoice is paid.`),
  },
  {
    id: "card_expires",
    family: "payment",
    points: 8,
    ask: ({ cardEnds }) =>
      cardEnds &&
      speak(
        ramp(cardEnds.inDays, 30, 7),
        `Card ••${cardEnds.last4} ends ${cardEnds.endsAt}, the next charge is ${cardEnds.nextChargeAt}.`,
      ),
  },
  {
    id: "low_balance",
    family: "payment",
    points: 6,
    ask: ({ balance }) =>
      balance &&
      speak(
        ramp(balance.p10, 7, 2),
        `Credits last about ${days(balance.p50)} (at least ${days(balance.p10)}), and nothing refills them.`,
      ),
  },
  {
    id: "never_activated",
    family: "engagement",
    points: 5,
    ask({ neverActivated: made }) {
      if (!made) return null;
      const tried = made.unauthorized > 0 ? ` (${count(made.unauthorized)} × 401)` : "";
      return speak(ramp(made.days, 2, 7), `Key made ${days(made.days)} ago, no allowed call${tried}.`);
    },
  },
];

/** Signals that need no month of history. */
const fromDayOne: ReadonlySet<SignalId> = new Set([
  "silent_tenant",
  "payment_failed",
  "grace_ending",
  "card_expires",
  "never_activated",
]);

/**
 * The risk that a tenant leaves, as an addition of named signals: Σ over families of min(most of the family, Σ points ×
 * weight). 0–100. It says what was observed, never a verdict on people.
 */
export function scoreRisk(facts: TenantFacts): Risk {
  const isNew = facts.historyDays < scoredAfterDays;
  const firings = signals.flatMap(({ id, family, points, ask }): Firing[] => {
    if (isNew && !fromDayOne.has(id)) return [];
    const said = ask(facts);
    return said ? [{ id, family, points, ...said, adds: points * said.weight }] : [];
  });
  const families: Risk["families"] = { usage: 0, payment: 0, friction: 0, engagement: 0 };
  for (const { family, adds } of firings) families[family] = Math.min(familyCaps[family], families[family] + adds);
  const sum = Object.values(families).reduce((a, b) => a + b, 0);
  const score = isNew ? null : Math.round(sum);
  return { score, band: bandOf(score), firings: firings.sort((a, b) => b.adds - a.adds), families };
}

function bandOf(score: number | null): Risk["band"] {
  if (score === null) return "new";
  if (score < 20) return "calm";
  return score < 50 ? "watch" : "act";
}
