import { describe, expect, it } from "vitest";
import { splitCost } from "@/lib/metering/core/split-cost";
import { accountOf, granted, holdOf, tryLedger } from "@/tests/metering/try-core";

const variable = { isFixed: false };

describe("what a call costs (§7)", () => {
  it.each([
    ["what it says", 4, 4, false],
    ["nothing where it says 0", 0, 0, false],
    ["the hold where it says more", 11, 10, true],
    ["the hold where it says less than nothing", -1, 10, true],
    ["the hold where it says a fraction", 1.5, 10, true],
    ["the hold where it says no number", Number.NaN, 10, true],
    ["the hold where it says without end", Number.POSITIVE_INFINITY, 10, true],
  ])("is %s", (_, units, cost, isBad) => {
    const { node, tables } = tryLedger(1_000);
    node.ok(granted(node.asks(holdOf(10, variable))), units);
    node.pass(300);
    expect(accountOf(tables, "quota").consumed).toBe(cost);
    expect(node.alarms.includes("bad_cost")).toBe(isBad);
  });

  it("is nothing where the upstream failed, and the units can be sold again", () => {
    const { node, tables } = tryLedger(3);
    node.void(granted(node.asks(holdOf(3))));
    granted(node.asks(holdOf(3)));
    node.pass(300);
    expect(accountOf(tables, "quota").consumed).toBe(0);
  });

  it("grows with a stream that drew more, and no further", () => {
    const { node, tables } = tryLedger(15);
    const admission = granted(node.asks(holdOf(10, variable)));
    expect(node.extend(admission, 5)).toBe(true);
    expect(node.extend(admission, 1)).toBe(false);
    node.ok(admission, 15);
    node.pass(300);
    expect(accountOf(tables, "quota").consumed).toBe(15);
    expect(node.alarms).toEqual([]);
  });

  it("gives units back from the last draw first", () => {
    const quota = (accountId: string, held: number) => ({ kind: "quota" as const, accountId, held });
    expect(splitCost([quota("a", 3), quota("a", 4)], 5, 1)).toEqual([3, 2]);
    expect(splitCost([{ kind: "cap", accountId: "c", held: 7 }, quota("a", 3), quota("a", 4)], 2, 1)).toEqual([
      2, 2, 0,
    ]);
    const lot = (accountId: string, held: number) => ({ kind: "credit" as const, accountId, held });
    expect(splitCost([lot("l1", 15), lot("l2", 15)], 2, 10)).toEqual([15, 5]);
    expect(splitCost([lot("l1", 15), lot("l2", 15)], 4, 10)).toEqual([15, 25]);
  });
});

describe("leases", () => {
  it("are closed after 10 s without use, with every unit back", () => {
    const { node, tables } = tryLedger(100_000);
    node.ok(granted(node.asks(holdOf(1))), 1);
    expect(accountOf(tables, "quota").reserved).toBeGreaterThan(0);
    node.pass(12_000);
    expect(accountOf(tables, "quota")).toMatchObject({ reserved: 0, consumed: 1 });
    expect(node.of("LEASE_CLOSE")).toHaveLength(node.of("LEASE_OPEN").length);
  });

  it("are not closed under a running call, and not before its outcome is in the ledger", () => {
    const { node, tables, ask } = tryLedger(1_000);
    const admission = granted(node.asks(holdOf(1)));
    node.pass(61_000);
    expect(accountOf(tables, "quota").reserved).toBeGreaterThan(0);
    node.ask = (request, nowMs) =>
      request.fn === "usage_flush" ? { failure: { kind: "not_done" } } : ask(request, nowMs);
    node.ok(admission, 1);
    node.pass(1_000);
    expect(accountOf(tables, "quota")).toMatchObject({ consumed: 0 });
    expect(accountOf(tables, "quota").reserved).toBeGreaterThan(0);
    node.ask = ask;
    node.pass(8_000);
    expect(accountOf(tables, "quota")).toMatchObject({ consumed: 1, reserved: 0 });
  });

  it("admit nothing after their deadline, whatever the wall clock says", () => {
    const { node, clock } = tryLedger(1_000);
    granted(node.asks(holdOf(1)));
    node.ask = () => null;
    clock.ms += 58_001;
    expect(node.asks(holdOf(1)).status).toBe("unknown");
  });

  it("are dropped when the clocks go apart by 2 s", () => {
    const { node } = tryLedger(100_000);
    granted(node.asks(holdOf(1)));
    node.wallSkewMs = 2_100;
    const before = node.of("LEASE_OPEN").length;
    granted(node.asks(holdOf(1)));
    expect(node.alarms).toContain("clock_drift");
    expect(node.of("LEASE_OPEN").length).toBe(before + 1);
  });

  it("take no more than the twentieth part of what is there, shared by the nodes", () => {
    const { node, tables } = tryLedger(10_000);
    for (let i = 0; i < 400; i++) node.ok(granted(node.asks(holdOf(1))), 1);
    for (const lease of tables.leases.values()) expect(lease.granted).toBeLessThanOrEqual(500);
    expect(tables.leases.size).toBeLessThan(6);
  });

  it("serve an outage of 30 s where there is ample headroom", () => {
    const { node, ask } = tryLedger(10_000_000);
    for (let i = 0; i < 400; i++) {
      node.ok(granted(node.asks(holdOf(1))), 1);
      node.pass(50);
    }
    node.ask = () => ({ failure: { kind: "not_done" } });
    for (let i = 0; i < 600; i++) {
      node.ok(granted(node.asks(holdOf(1))), 1);
      node.pass(50);
    }
    node.ask = ask;
    node.pass(8_000);
    expect(node.core.acked).toBe(1_000);
  });
});

describe("drain", () => {
  it("admits nothing more, waits for running calls, flushes, closes and stops", () => {
    const { node, tables } = tryLedger(100);
    const admission = granted(node.asks(holdOf(1)));
    node.tell({ type: "drain" });
    expect(node.asks(holdOf(1))).toEqual({ status: "not_ready", reason: "draining" });
    expect(node.stopped).toBeNull();
    node.ok(admission, 1);
    node.pass(500);
    expect(node.stopped).toBe("drained");
    expect(accountOf(tables, "quota")).toMatchObject({ consumed: 1, reserved: 0 });
  });

  it("waits for no lease that was granted meanwhile", () => {
    const { node, tables, ask } = tryLedger(100_000);
    const stream = granted(node.asks(holdOf(1, variable)));
    node.tell({ type: "drain" });
    expect(node.extend(stream, 50_000)).toBe(true);
    node.ask = (request, nowMs) => (request.fn === "usage_flush" ? null : ask(request, nowMs));
    node.ok(stream, 1);
    node.ask = ask;
    node.settleCalls();
    node.pass(500);
    expect(node.stopped).toBe("drained");
    expect(accountOf(tables, "quota")).toMatchObject({ consumed: 1, reserved: 0 });
  });
});
