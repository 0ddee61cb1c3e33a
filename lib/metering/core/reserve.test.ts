import { describe, expect, it } from "vitest";
import { attemptLifeMs } from "@/lib/metering/core/limits";
import { openLot } from "@/tests/metering/model/open-lot";
import { budgetKey } from "@/tests/metering/model/tables";
import { accountOf, granted, holdOf, lotRef, quota, refOf, startMs, tryLedger } from "@/tests/metering/try-core";

const types = (effects: { type: string; record?: { type: string } }[]) =>
  effects.map((effect) => effect.record?.type ?? effect.type);

describe("a call on a warm lease", () => {
  it("is journalled and answered, and nothing else happens", () => {
    const { node } = tryLedger(100_000);
    granted(node.asks(holdOf(1)));
    const effects = node.step({ type: "reserve", ticket: 999, hold: holdOf(1) });
    expect(types(effects)).toEqual(["ADMIT", "answer"]);
  });

  it("names a lease in the journal before its first call", () => {
    const { node } = tryLedger(1_000);
    granted(node.asks(holdOf(1)));
    expect(types(node.records.map((record) => ({ type: "append", record })))).toEqual(["LEASE_OPEN", "ADMIT"]);
  });

  it("ends with one record", () => {
    const { node } = tryLedger(1_000);
    const admission = granted(node.asks(holdOf(1)));
    expect(types(node.step({ type: "settle", admission, ending: { outcome: "ok", units: 1, log: "{}" } }))).toEqual([
      "OK",
    ]);
    expect(node.step({ type: "settle", admission, ending: { outcome: "void", log: "" } })).toEqual([]);
  });

  it("needs no lease where there is no limit, and is counted", () => {
    const { node, tables } = tryLedger(null);
    node.ok(granted(node.asks(holdOf(3))), 3);
    node.pass(300);
    expect(tables.leases.size).toBe(0);
    expect(accountOf(tables, "quota").consumed).toBe(3);
  });
});

describe("what a caller is told (§5)", () => {
  it("sells the last unit, and then says exhausted with what the ledger said", () => {
    const { node } = tryLedger(3);
    for (let i = 0; i < 3; i++) granted(node.asks(holdOf(1)));
    expect(node.asks(holdOf(1))).toEqual({
      status: "exhausted",
      quota: { limit: 3, used: 3, heldUnits: 0 },
      credits: null,
    });
  });

  it("asks the store for a flood of refused calls at most once in 250 ms", () => {
    const { node, clock } = tryLedger(1);
    granted(node.asks(holdOf(1)));
    node.asks(holdOf(1));
    const before = node.core.counts.storeCalls;
    for (let i = 0; i < 100; i++) expect(node.asks(holdOf(1)).status).toBe("exhausted");
    expect(node.core.counts.storeCalls).toBe(before);
    clock.ms += 251;
    node.asks(holdOf(1));
    expect(node.core.counts.storeCalls).toBe(before + 1);
  });

  it("forgets a no as soon as a change is announced", () => {
    const { node, entitlement } = tryLedger(1);
    granted(node.asks(holdOf(1)));
    expect(node.asks(holdOf(1)).status).toBe("exhausted");
    entitlement.units = 2;
    node.tell({ type: "tenant_changed", tenantId: "tnt_1" });
    granted(node.asks(holdOf(1)));
  });

  it("leaves fewer units than a call needs unsold", () => {
    const { node } = tryLedger(5);
    granted(node.asks(holdOf(3)));
    expect(node.asks(holdOf(3)).status).toBe("exhausted");
    granted(node.asks(holdOf(2)));
  });

  it("says held, not exhausted, where a call of open cost may give back", () => {
    const { node } = tryLedger(10);
    const admission = granted(node.asks(holdOf(10, { isFixed: false })));
    expect(node.asks(holdOf(5))).toMatchObject({ status: "held", by: "quota", state: { heldUnits: 10 } });
    const ticket = node.reserve(holdOf(5));
    node.pass(50);
    node.ok(admission, 2);
    expect(node.answers.get(ticket)?.status ?? "waiting").not.toBe("exhausted");
    node.pass(300);
    granted(node.asks(holdOf(5)));
  });

  it("gets the idle units of another node by a recall, inside the wait", () => {
    const { nodes, tables } = tryLedger(1_000, {}, ["nod_a", "nod_b"]);
    const [a, b] = nodes as [(typeof nodes)[0], (typeof nodes)[0]];
    granted(b.asks(holdOf(1)));
    const ticket = a.reserve(holdOf(999));
    expect(a.answers.has(ticket)).toBe(false);
    b.tell({ type: "recalled", accountId: accountOf(tables, "quota").accountId });
    a.pass(100);
    granted(a.answers.get(ticket));
  });

  it("says exhausted once the other node has said that the rest is firm", () => {
    const { nodes, tables } = tryLedger(10, {}, ["nod_a", "nod_b"]);
    const [a, b] = nodes as [(typeof nodes)[0], (typeof nodes)[0]];
    for (let i = 0; i < 10; i++) granted(b.asks(holdOf(1)));
    const ticket = a.reserve(holdOf(1));
    b.tell({ type: "recalled", accountId: accountOf(tables, "quota").accountId });
    a.pass(100);
    expect(a.answers.get(ticket)).toMatchObject({ status: "exhausted" });
  });

  it("says unknown when the store does not answer, and never exhausted", () => {
    const { node } = tryLedger(1);
    granted(node.asks(holdOf(1)));
    node.ask = () => null;
    expect(node.asks(holdOf(1))).toEqual({ status: "unknown" });
  });

  it("says unknown while an earlier attempt may still be granted", () => {
    const { node, ask, clock } = tryLedger(1);
    granted(node.asks(holdOf(1)));
    let isCut = true;
    node.ask = (request, nowMs) => {
      if (request.fn !== "lease_acquire" || !isCut) return ask(request, nowMs);
      isCut = false;
      return { failure: { kind: "unknown" } };
    };
    expect(node.asks(holdOf(1))).toEqual({ status: "unknown" });
    expect(node.asks(holdOf(1))).toEqual({ status: "unknown" });
    clock.ms += attemptLifeMs + 100;
    expect(node.asks(holdOf(1)).status).toBe("exhausted");
  });

  it("asks for a lease of unknown result again under its id", () => {
    const { node, ask, tables } = tryLedger(100);
    const ids: string[] = [];
    node.ask = (request, nowMs) => {
      if (request.fn !== "lease_acquire") return ask(request, nowMs);
      ids.push(request.leaseId);
      const answer = ask(request, nowMs);
      return ids.length === 1 ? { failure: { kind: "unknown" } } : answer;
    };
    granted(node.asks(holdOf(1)));
    expect(new Set(ids).size).toBe(1);
    expect(tables.leases.size).toBe(1);
  });

  it.each([
    ["not included", false, "not_included"],
    ["outside its period", true, "outside_period"],
  ] as const)("passes on that an account is %s", (_, isIncluded, status) => {
    const { node, entitlement, clock } = tryLedger(5);
    entitlement.included = isIncluded;
    if (isIncluded) clock.ms = Date.UTC(2026, 1, 1);
    node.pass(2_100);
    expect(node.asks(holdOf(1)).status).toBe(status);
  });
});

describe("caps and sources", () => {
  const cap = refOf("cap");
  const credits = (...lots: string[]) => ({ kind: "credits" as const, lots: lots.map(lotRef), microPerUnit: 10 });
  const sell = (tables: ReturnType<typeof tryLedger>["tables"], accountId: string, micro: number) =>
    openLot(tables, { accountId, tenantId: "tnt_1", micro, expiresAtMs: null, source: accountId }, startMs);

  it("reserves the cap and the source, all or none", () => {
    const { node, tables } = tryLedger(100);
    tables.budgets.set(budgetKey("key_1", "fea_1"), 2);
    for (let i = 0; i < 2; i++) node.ok(granted(node.asks(holdOf(1, { caps: [cap] }))), 1);
    expect(node.asks(holdOf(1, { caps: [cap] }))).toMatchObject({
      status: "capped",
      account: cap,
      state: { limit: 2 },
    });
    node.pass(300);
    expect(accountOf(tables, "quota").consumed).toBe(2);
    expect(accountOf(tables, "cap").consumed).toBe(2);
  });

  it("goes on to the next source only when the one before is spent", () => {
    const { node, tables } = tryLedger(2);
    sell(tables, "acc_lot_1", 20);
    const sources = [quota, credits("acc_lot_1")];
    const sold = () => granted(node.asks(holdOf(1, { sources }))).source;
    expect([sold(), sold(), sold(), sold()]).toEqual(["quota", "quota", "credits", "credits"]);
    expect(node.asks(holdOf(1, { sources }))).toEqual({
      status: "exhausted",
      quota: { limit: 2, used: 2, heldUnits: 0 },
      credits: { leftMicro: 0, neededMicro: 10 },
    });
  });

  it("waits for held quota rather than burn credits", () => {
    const { node, tables } = tryLedger(10);
    sell(tables, "acc_lot_1", 1_000);
    const sources = [quota, credits("acc_lot_1")];
    granted(node.asks(holdOf(10, { sources, isFixed: false })));
    expect(node.asks(holdOf(5, { sources })).status).toBe("held");
  });

  it("splits one call over lots in burn order, and says what is left where that is too little", () => {
    const { node, tables } = tryLedger(0);
    sell(tables, "acc_lot_1", 15);
    sell(tables, "acc_lot_2", 40);
    const sources = [credits("acc_lot_1", "acc_lot_2")];
    node.ok(granted(node.asks(holdOf(3, { sources }))), 3);
    node.pass(300);
    const used = (id: string) => tables.accounts.get(id)?.consumed;
    expect([used("acc_lot_1"), used("acc_lot_2")]).toEqual([15, 15]);
    expect(node.asks(holdOf(3, { sources }))).toMatchObject({ credits: { leftMicro: 25, neededMicro: 30 } });
  });

  it("never covers what no ledger can hold", () => {
    const { node, tables } = tryLedger(0);
    sell(tables, "acc_lot_1", 15);
    const sources = [{ ...credits("acc_lot_1"), microPerUnit: 1e12 }];
    expect(node.asks(holdOf(1e9, { sources })).status).toBe("exhausted");
  });

  it("answers what must be on the disk after the sync, and syncs once for a group", () => {
    const { node, tables } = tryLedger(0, { powerKinds: ["credit"] });
    sell(tables, "acc_lot_1", 1_000_000);
    const sources = [credits("acc_lot_1")];
    const first = node.reserve(holdOf(1, { sources }));
    const second = node.step({ type: "reserve", ticket: 99, hold: holdOf(1, { sources }) });
    expect(types(second)).not.toContain("sync");
    expect(node.answers.has(first)).toBe(false);
    const [one, two] = node.of("ADMIT");
    expect(types(node.tell({ type: "synced", pos: one?.pos ?? 0 }))).toEqual(["answer", "sync"]);
    node.tell({ type: "synced", pos: two?.pos ?? 0 });
    granted(node.answers.get(99));
  });
});
