import { ramp } from "@/lib/analytics/signals/ramp";
import type { RiskFamily, SignalId, TenantFacts } from "@/lib/analytics/signals/types";

export type Signal = {
  id: SignalId;
  family: RiskFamily;
  points: number;
  /** Weight, the words in the addition and the sentence, or null when it is silent. */
  ask: (facts: TenantFacts) => { weight: number; short: string; sentence: string } | null;
};

const percent = (share: number) => `${Math.round(Math.abs(share) * 100)}%`;
const count = (value: number) => Math.round(value).toLocaleString("en");
const days = (value: number) => {
  const whole = Math.floor(value);
  return whole === 1 ? "1 day" : `${whole} days`;
};
const shortDays = (value: number) => `${Math.floor(value)} d`;
const speak = (weight: number, short: string, sentence: string) => (weight > 0 ? { weight, short, sentence } : null);

/** A share of calls that failed is worth a word from here on. */
const fewestErrors = 0.05;
const fewestRefusals = 100;
const fewestRoutes = 4;
const fewestCalls = 100;

/** Every signal of risk with its family, points and formula. Thresholds are beginnings; what they hit decides. */
export const signals: readonly Signal[] = [
  {
    id: "usage_falling",
    family: "usage",
    points: 20,
    ask({ usageChange: use }) {
      if (!use || use.z > -3) return null;
      const fell = `Calls fell ${percent(use.change)} against a normal week (${count(use.normalCalls)} → ${count(use.nowCalls)})`;
      return speak(
        ramp(use.change, -0.25, -0.5),
        `calls −${percent(use.change)}`,
        `${fell}; normal weeks vary ±${percent(use.spread)}.`,
      );
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
      return speak(
        ramp(silence.days, 7, 14),
        `silent ${shortDays(silence.days)}`,
        `No allowed call for ${days(silence.days)}${before}.`,
      );
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
        `key quiet ${shortDays(key.silence.days)}`,
        `Key ${key.name} (${percent(key.share)} of the calls) has made none for ${days(key.silence.days)}.`,
      );
    },
  },
  {
    id: "breadth_shrinks",
    family: "usage",
    points: 8,
    ask({ breadth }) {
      if (!breadth || breadth.before < fewestRoutes) return null;
      return speak(
        ramp(breadth.now / breadth.before - 1, -0.3, -0.6),
        `routes ${breadth.now} of ${breadth.before}`,
        `Uses ${breadth.now} of the ${breadth.before} routes that it used in the 28 days before.`,
      );
    },
  },
  {
    id: "errors_up",
    family: "friction",
    points: 8,
    ask({ errors }) {
      if (!errors || errors.nowShare < fewestErrors) return null;
      // Where nothing failed before, any share that counts is an alarm.
      const times = errors.beforeShare === 0 ? 4 : errors.nowShare / errors.beforeShare;
      const now = percent(errors.nowShare);
      return speak(
        ramp(times, 2, 4),
        `errors ${now}`,
        `${now} of the calls of 7 days failed, ${percent(errors.beforeShare)} in the 28 days before.`,
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
      return speak(
        ramp(openWall.days, 1, 5),
        `refused ${shortDays(openWall.days)}`,
        `Refused for ${days(openWall.days)} (${what})${looked}.`,
      );
    },
  },
  {
    id: "repeated_walls",
    family: "friction",
    points: 10,
    ask: ({ wallsWaitedOut }) =>
      speak(
        ramp(wallsWaitedOut, 2, 3),
        `limits waited out ${wallsWaitedOut}×`,
        `Reached a limit ${wallsWaitedOut} times in 90 days and waited each time.`,
      ),
  },
  {
    id: "gone_after_refusal",
    family: "friction",
    points: 12,
    ask({ afterRefusal: after }) {
      if (!after || after.beforeCalls < fewestCalls) return null;
      const change = after.afterCalls / after.beforeCalls - 1;
      const calls = `${count(after.beforeCalls)} → ${count(after.afterCalls)} calls a week, −${percent(change)}`;
      return speak(
        ramp(change, -0.3, -0.6),
        `after a refusal −${percent(change)}`,
        `After the refusal of ${after.openedOn} the calls did not come back (${calls}).`,
      );
    },
  },
  {
    id: "blind_retries",
    family: "friction",
    points: 5,
    ask({ retries }) {
      if (!retries || retries.refusals < fewestRefusals) return null;
      return speak(
        ramp(retries.blind / retries.refusals, 0.5, 0.9),
        `blind retries ${count(retries.blind)}×`,
        `The program repeated ${count(retries.blind)} of ${count(retries.refusals)} refused calls within a minute, without reading the answer.`,
      );
    },
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
        `unpaid ${shortDays(overdue.days)}`,
        `${invoice} over ${overdue.amount} is unpaid for ${days(overdue.days)}${cause}.`,
      );
    },
  },
  {
    id: "grace_ending",
    family: "payment",
    points: 15,
    ask: ({ graceEnds }) =>
      graceEnds &&
      speak(
        ramp(graceEnds.inDays, 5, 1),
        `grace ends ${graceEnds.at}`,
        `Access stops ${graceEnds.at} unless the invoice is paid.`,
      ),
  },
  {
    id: "card_expires",
    family: "payment",
    points: 8,
    ask: ({ cardEnds }) =>
      cardEnds &&
      speak(
        ramp(cardEnds.inDays, 30, 7),
        "card expires",
        `Card ••${cardEnds.last4} ends ${cardEnds.endsAt}, the next charge is ${cardEnds.nextChargeAt}.`,
      ),
  },
  {
    id: "low_balance",
    family: "payment",
    points: 6,
    ask({ balance }) {
      if (!balance) return null;
      const lasts =
        balance.p50 < 1
          ? "Credits last less than a day"
          : `Credits last about ${days(balance.p50)} (at least ${days(balance.p10)})`;
      return speak(
        ramp(balance.p10, 7, 2),
        balance.p50 < 1 ? "credits < 1 d" : `credits ${shortDays(balance.p50)}`,
        `${lasts}, and nothing refills them.`,
      );
    },
  },
  {
    id: "leaving_intent",
    family: "engagement",
    points: 10,
    ask({ leaving }) {
      if (!leaving) return null;
      const { change, keysRevoked, keysBefore } = leaving;
      const said = [
        change === "cancel"
          ? "Asked for the end of its plan"
          : change === "downgrade"
            ? "Asked for a smaller plan"
            : "",
        keysRevoked > 0 ? `revoked ${keysRevoked} of ${keysBefore} live keys` : "",
      ].filter(Boolean);
      const sentence = `${said.join(" and ")} within 24 hours.`;
      return speak(
        ramp(said.length, 1, 2),
        change === null ? "keys revoked" : change === "cancel" ? "end asked for" : "downgrade asked for",
        sentence.charAt(0).toUpperCase() + sentence.slice(1),
      );
    },
  },
  {
    id: "never_activated",
    family: "engagement",
    points: 5,
    ask({ neverActivated: made }) {
      if (!made) return null;
      const tried = made.unauthorized > 0 ? ` (${count(made.unauthorized)} × 401)` : "";
      return speak(ramp(made.days, 2, 7), "never called", `Key made ${days(made.days)} ago, no allowed call${tried}.`);
    },
  },
];
