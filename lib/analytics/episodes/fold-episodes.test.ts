import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldEpisodes, runningAt } from "@/lib/analytics/episodes/fold-episodes";
import type { EpisodeCall, GateEvent } from "@/lib/analytics/episodes/types";

const minute = 60_000;
let named = 0;
const call = (atMinutes: number, code: string, change: Partial<EpisodeCall> = {}): EpisodeCall => ({
  requestId: `req_${String(++named).padStart(26, "0")}`,
  atMs: atMinutes * minute,
  class: code === "" ? "allowed" : code === "key_budget_reached" ? "cap" : "money",
  code,
  keyId: "key_1",
  planVersionId: "plv_1",
  askedUnits: 1,
  weight: 1,
  ...change,
});
const event = (atMinutes: number, kind: GateEvent["kind"], keyId?: string): GateEvent => ({
  atMs: atMinutes * minute,
  kind,
  ...(keyId && { keyId }),
});
const brief = (calls: EpisodeCall[], events: GateEvent[] = []) =>
  foldEpisodes(calls, events).map(({ code, refusals, openedAtMs, resolvedAtMs, kind, firstAllowAtMs }) => [
    code,
    refusals,
    openedAtMs / minute,
    resolvedAtMs === null ? null : resolvedAtMs / minute,
    kind,
    firstAllowAtMs === null ? null : firstAllowAtMs / minute,
  ]);

describe("a run of refusals", () => {
  it("is one however often the same is refused, and stays open while nothing changes", () => {
    expect(
      brief([call(0, "quota_exhausted"), call(5, "quota_exhausted"), call(600, "quota_exhausted", { weight: 40 })]),
    ).toEqual([["quota_exhausted", 42, 0, null, null, null]]);
  });

  it("ends with the first call that passes, and the next refusal begins another", () => {
    const calls = [call(0, "quota_exhausted"), call(9, ""), call(20, "quota_exhausted")];
    expect(brief(calls)).toEqual([
      ["quota_exhausted", 1, 0, 9, "other", 9],
      ["quota_exhausted", 1, 20, null, null, null],
    ]);
  });

  it("ends with what opened the gate, even if nobody calls", () => {
    expect(brief([call(0, "quota_exhausted")], [event(4, "top_up")])).toEqual([
      ["quota_exhausted", 1, 0, 4, "top_up", null],
    ]);
  });

  it("is resolved by the event, not by the call that came later", () => {
    expect(brief([call(0, "quota_exhausted"), call(30, "")], [event(4, "upgrade")])).toEqual([
      ["quota_exhausted", 1, 0, 4, "upgrade", 30],
    ]);
  });

  it("is not ended by an event that did not suffice", () => {
    const calls = [
      call(0, "credits_insufficient", { askedUnits: 9 }),
      call(6, "credits_insufficient", { askedUnits: 9 }),
    ];
    expect(brief(calls, [event(4, "top_up")])).toEqual([["credits_insufficient", 2, 0, null, null, null]]);
    expect(brief(calls, [event(4, "top_up"), event(8, "upgrade")])).toEqual([
      ["credits_insufficient", 2, 0, 8, "upgrade", null],
    ]);
  });

  it("is not split by a cheap call between two dear ones", () => {
    const calls = [
      call(0, "quota_exhausted", { askedUnits: 10 }),
      call(1, "", { askedUnits: 1 }),
      call(2, "quota_exhausted", { askedUnits: 10 }),
      call(3, "", { askedUnits: 10 }),
    ];
    expect(brief(calls)).toEqual([["quota_exhausted", 2, 0, 3, "other", 3]]);
  });

  it("of a key's own budget ends with calls of that key alone", () => {
    const calls = [call(0, "key_budget_reached"), call(1, "", { keyId: "key_2" }), call(2, "")];
    expect(brief(calls)).toEqual([["key_budget_reached", 1, 0, 2, "other", 2]]);
    expect(brief([call(0, "key_budget_reached")], [event(1, "cap_raised", "key_2")])[0]?.[3]).toBeNull();
    expect(brief([call(0, "key_budget_reached")], [event(1, "cap_raised", "key_1")])[0]?.[3]).toBe(1);
  });

  it("is not ended by what cannot open its gate: a new period pays no invoice", () => {
    expect(brief([call(0, "subscription_past_due")], [event(4, "period_reset"), event(9, "payment_fixed")])).toEqual([
      ["subscription_past_due", 1, 0, 9, "payment_fixed", null],
    ]);
    expect(brief([call(0, "feature_not_in_plan")], [event(4, "top_up")])[0]?.[3]).toBeNull();
    expect(brief([call(0, "key_budget_reached")], [event(4, "upgrade")])[0]?.[3]).toBeNull();
  });

  it("of each code stands apart", () => {
    const calls = [call(0, "quota_exhausted"), call(1, "subscription_past_due"), call(2, "")];
    expect(brief(calls)).toHaveLength(2);
  });

  it("says several where two things happened at once", () => {
    const events = [event(4, "upgrade"), { atMs: 4 * minute + 500, kind: "top_up" as const }];
    expect(brief([call(0, "quota_exhausted"), call(5, "")], events)[0]?.[4]).toBe("several");
  });

  it("counts as blind what was asked again within a minute of a refusal", () => {
    const [episode] = foldEpisodes(
      [
        call(0, "quota_exhausted"),
        call(0.5, "quota_exhausted"),
        call(0.6, "quota_exhausted", { keyId: "key_2" }),
        call(3, "quota_exhausted", { weight: 5 }),
      ],
      [],
    );
    expect(episode).toMatchObject({ refusals: 8, blindRetries: 5, keys: ["key_1", "key_2"] });
  });
});

describe("a run that was counted up to an instant", () => {
  const calls = [
    call(0, "quota_exhausted"),
    call(1, "", { keyId: "key_2", askedUnits: 0 }),
    call(2, "quota_exhausted", { weight: 7 }),
    call(2.5, "quota_exhausted"),
    call(60, "subscription_past_due"),
    call(61, ""),
    call(80, "quota_exhausted"),
  ];
  const events = [event(40, "top_up")];

  it.each([0.5, 1, 2, 2.2, 30, 60.5, 70, 90])("goes on from minute %d as if it were counted from its start", (at) => {
    const atMs = at * minute;
    const counted = runningAt(calls, [], atMs).map((episode) => ({
      code: episode.code,
      keyId: episode.keyId,
      fromMs: atMs,
      episode,
    }));
    const whole = foldEpisodes(calls, events);
    const fromThere = foldEpisodes(
      calls.filter((one) => one.atMs >= atMs - minute),
      events,
      [...counted, ...endedBefore(whole, atMs)],
    );
    const ids = new Set(fromThere.map(({ id }) => id));
    expect(fromThere).toEqual(whole.filter(({ id }) => ids.has(id)));
    for (const episode of whole.filter((one) => (one.resolvedAtMs ?? atMs) >= atMs)) expect(ids).toContain(episode.id);
  });

  /** Runs that were over by then, and whose refusals of the last minute are read again. */
  const endedBefore = (whole: ReturnType<typeof foldEpisodes>, atMs: number) =>
    whole
      .filter(({ firstAllowAtMs }) => firstAllowAtMs !== null && firstAllowAtMs < atMs)
      .map(({ code, keyId }) => ({ code, keyId, fromMs: atMs, episode: null }));
});

describe("whatever happened", () => {
  const row = fc.record({
    at: fc.integer({ min: 0, max: 500 }),
    code: fc.constantFrom("", "quota_exhausted", "credits_insufficient", "key_budget_reached", "feature_not_in_plan"),
    keyId: fc.constantFrom("key_1", "key_2"),
    askedUnits: fc.integer({ min: 1, max: 3 }),
    weight: fc.integer({ min: 1, max: 4 }),
  });
  const moment = fc.record({ at: fc.integer({ min: 0, max: 500 }), kind: fc.constantFrom("top_up", "upgrade") });

  it("no refusal is lost or counted twice, and no run ends before its last refusal or twice", () => {
    fc.assert(
      fc.property(fc.array(row), fc.array(moment), (rows, moments) => {
        const calls = rows.sort((a, b) => a.at - b.at).map(({ at, code, ...rest }) => call(at, code, rest));
        const events = moments.sort((a, b) => a.at - b.at).map(({ at, kind }) => event(at, kind as "top_up"));
        const episodes = foldEpisodes(calls, events);
        const refused = calls.filter((one) => one.class !== "allowed");
        const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
        expect(sum(episodes.map(({ refusals }) => refusals))).toBe(sum(refused.map(({ weight }) => weight)));
        for (const episode of episodes) {
          expect(episode.resolvedAtMs ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(episode.lastRefusedAtMs);
          expect(episode.kind === null).toBe(episode.resolvedAtMs === null);
          expect(episode.blindRetries).toBeLessThan(episode.refusals + 1);
        }
        const open = episodes.filter(({ resolvedAtMs }) => resolvedAtMs === null);
        expect(new Set(open.map(({ code, keyId }) => `${code} ${keyId}`)).size).toBe(open.length);
        expect(foldEpisodes(calls, events)).toEqual(episodes);
      }),
    );
  });
});
