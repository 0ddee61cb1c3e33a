import { describe, expect, it } from "vitest";
import { storeNow } from "@/lib/metering/core/store-now";
import { granted, holdOf, period, tryLedger } from "@/tests/metering/try-core";

/** Longer than a name in the journal is kept for an account without limit: nothing else tells of a sleep. */
const idleMs = 12_000;

describe("a machine that slept", () => {
  it("draws no more on an account without limit whose period ended meanwhile", () => {
    const { node, clock } = tryLedger(null);
    clock.ms = period.end.getTime() - idleMs - 5_000;
    node.ok(granted(node.asks(holdOf(1))), 1);
    node.pass(idleMs);
    node.sleep(6_000);
    expect(node.asks(holdOf(1)).status).toBe("outside_period");
  });

  it("admits nothing without limit before the store has answered again", () => {
    const { node, ask } = tryLedger(null);
    node.ok(granted(node.asks(holdOf(1))), 1);
    node.pass(idleMs);
    node.sleep(6_000);
    node.ask = () => null;
    expect(node.asks(holdOf(1)).status).toBe("unknown");
    node.ask = ask;
    expect(node.asks(holdOf(1)).status).toBe("granted");
  });

  it("has the limit back that an exception had lifted, also where it heard of the store in between", () => {
    const { node, clock, entitlement } = tryLedger(5);
    entitlement.extras.push({ units: null, startsAtMs: 0, endsAtMs: clock.ms + idleMs + 5_000 });
    for (let i = 0; i < 10; i++) node.ok(granted(node.asks(holdOf(1))), 1);
    node.pass(idleMs);
    node.sleep(6_000);
    node.pass(3_000);
    expect(node.asks(holdOf(1)).status).toBe("exhausted");
  });

  it("does not take the store's time back by an answer it slept over", () => {
    const { node, clock, ask } = tryLedger(5);
    node.ask = (request, nowMs) => (request.fn === "usage_flush" ? null : ask(request, nowMs));
    node.pass(3_000);
    const slow = node.pending[0];
    if (!slow) throw new Error("nothing was asked");
    const answer = ask(slow.request, clock.ms);
    if (!answer) throw new Error("no answer");
    node.sleep(10_000);
    granted(node.asks(holdOf(1)));
    node.reply(slow.call, answer);
    expect(storeNow(node.core, node.core.mono)).toBe(clock.ms);
  });
});
