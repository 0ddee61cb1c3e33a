import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mayTopUp, type TopUpFacts } from "@/lib/billing/may-top-up";
import { type TopUpEvent, type TopUpState, topUpStep } from "@/lib/billing/top-up-step";

const hourMs = 3_600_000;
const start = new Date("2026-11-01T00:00:00Z");
const hoursOn = (hours: number) => new Date(start.getTime() + hours * hourMs);
const armed: TopUpState = { state: "armed", cooldownUntil: null, softFailures: 0, lastCause: null };
const soft: TopUpEvent = { kind: "declined", class: "soft", cause: "insufficient_funds" };

const play = (events: readonly TopUpEvent[], from = armed) =>
  events.reduce((rule, event) => topUpStep(rule, event, start), from);

describe("an automatic top-up", () => {
  it("tries a declining card at 0, 1, 7 and 31 hours, and then never again by itself", () => {
    let rule = armed;
    const attempts: number[] = [];
    for (let minute = 0; minute < 60 * 24 * 40; minute += 5) {
      const now = hoursOn(minute / 60);
      const claimed = topUpStep(rule, { kind: "claimed" }, now);
      if (claimed.state !== "charging") continue;
      attempts.push(minute / 60);
      rule = topUpStep(claimed, soft, now);
    }
    expect(attempts).toEqual([0, 1, 7, 31]);
    expect(rule).toMatchObject({ state: "disabled", softFailures: 4, lastCause: "insufficient_funds" });
  });

  it.each(["hard", "setup", "check"] as const)("is over at once after a decline of class %s", (kind) => {
    const rule = play([{ kind: "claimed" }, { kind: "declined", class: kind, cause: "card_declined" }]);
    expect(rule.state).toBe("disabled");
    expect(topUpStep(rule, { kind: "claimed" }, hoursOn(10_000)).state).toBe("disabled");
  });

  it("waits for a person when the bank wants a confirmation, and ends when none comes", () => {
    const rule = play([{ kind: "claimed" }, { kind: "declined", class: "auth", cause: "authentication_required" }]);
    expect(rule.state).toBe("needs_action");
    expect(topUpStep(rule, { kind: "claimed" }, hoursOn(100)).state).toBe("needs_action");
    expect(topUpStep(rule, { kind: "unconfirmed" }, hoursOn(24)).state).toBe("disabled");
    expect(topUpStep(rule, { kind: "paid" }, hoursOn(2))).toEqual(armed);
  });

  it("forgets earlier declines once money came", () => {
    expect(play([{ kind: "claimed" }, soft, { kind: "paid" }])).toEqual(armed);
  });

  it.each(["disabled", "needs_action", "cooldown", "off"] as const)(
    "comes back from %s when a member agrees to it with another card",
    (state) => {
      const rule: TopUpState = { ...armed, state, softFailures: 3, lastCause: "card_declined" };
      expect(topUpStep(rule, { kind: "consented", hasNewCard: true }, start)).toEqual(armed);
    },
  );

  it.each(["disabled", "needs_action", "cooldown", "charging"] as const)(
    "does not come back from %s because somebody agrees again with the card that failed",
    (state) => {
      const rule: TopUpState = { ...armed, state, softFailures: 3, lastCause: "card_declined" };
      expect(topUpStep(rule, { kind: "consented", hasNewCard: false }, start)).toEqual(rule);
    },
  );

  it("waits as long when it was switched off and on in between", () => {
    const waiting = play([{ kind: "claimed" }, soft]);
    const again = play([{ kind: "switched_off" }, { kind: "consented", hasNewCard: false }], waiting);
    expect(again).toEqual(waiting);
    const over = play([{ kind: "claimed" }, { kind: "declined", class: "hard", cause: "card_expired" }]);
    expect(play([{ kind: "switched_off" }, { kind: "consented", hasNewCard: false }], over).state).toBe("disabled");
    expect(play([{ kind: "switched_off" }, { kind: "consented", hasNewCard: false }]).state).toBe("armed");
  });

  it("does not come back to life by the end of an attempt that ran when it was switched off", () => {
    for (const event of [{ kind: "paid" }, soft, { kind: "unconfirmed" }] as const) {
      expect(play([{ kind: "claimed" }, { kind: "switched_off" }, event]).state).toBe("off");
    }
  });

  it("never begins an attempt while one runs, whatever happens in between", () => {
    const events = fc.constantFrom<TopUpEvent>(
      { kind: "claimed" },
      { kind: "consented", hasNewCard: true },
      { kind: "consented", hasNewCard: false },
      soft,
      { kind: "paid" },
      { kind: "switched_off" },
      { kind: "unconfirmed" },
      { kind: "declined", class: "hard", cause: "card_expired" },
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(events, fc.nat(2000))), (steps) => {
        let rule = armed;
        let isRunning = false;
        let minutes = 0;
        for (const [event, waited] of steps) {
          minutes += waited;
          const next = topUpStep(rule, event, hoursOn(minutes / 60));
          const began = event.kind === "claimed" && next.state === "charging" && rule.state !== "charging";
          expect(began && isRunning).toBe(false);
          if (began) isRunning = true;
          if (event.kind === "paid" || event.kind === "declined" || event.kind === "unconfirmed") isRunning = false;
          // Switched off in the middle: the attempt's own row holds the next one back.
          if (event.kind === "switched_off") isRunning = false;
          if (next.state === "cooldown") expect(next.cooldownUntil).not.toBeNull();
          rule = next;
        }
      }),
    );
  });

  it("asks a card that always declines at most four times, however often it is looked at", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(600), { maxLength: 300 }), (waits) => {
        let rule = armed;
        let minutes = 0;
        let attempts = 0;
        for (const wait of waits) {
          minutes += wait;
          const claimed = topUpStep(rule, { kind: "claimed" }, hoursOn(minutes / 60));
          if (claimed === rule || claimed.state !== "charging") continue;
          attempts++;
          rule = topUpStep(claimed, soft, hoursOn(minutes / 60));
        }
        expect(attempts).toBeLessThanOrEqual(4);
      }),
    );
  });
});

describe("whether one may begin", () => {
  const facts: TopUpFacts = {
    rule: armed,
    isOpen: true,
    hasCard: true,
    hasOpenAttempt: false,
    leftMicro: 9,
    thresholdMicro: 10,
    amountMinor: 1000,
    monthlyCapMinor: 3000,
    spentMinor: 2000,
    attemptsToday: 4,
    maxPerDay: 5,
  };
  it.each<[string | null, Partial<TopUpFacts>]>([
    [null, {}],
    ["enough_left", { leftMicro: 10 }],
    ["monthly_cap", { spentMinor: 2001 }],
    ["daily_limit", { attemptsToday: 5 }],
    ["open_attempt", { hasOpenAttempt: true }],
    ["closed", { isOpen: false }],
    ["no_card", { hasCard: false }],
    ["not_armed", { rule: { ...armed, state: "charging" } }],
    ["not_armed", { rule: { ...armed, state: "off" } }],
    ["not_armed", { rule: { ...armed, state: "cooldown", cooldownUntil: hoursOn(1) } }],
    [null, { rule: { ...armed, state: "cooldown", cooldownUntil: start } }],
    [null, { leftMicro: -500 }],
  ])("%s for %o", (refusal, over) => {
    expect(mayTopUp({ ...facts, ...over }, start)).toBe(refusal);
  });
});
