import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Admission } from "@/lib/metering/types";
import { openLot } from "@/tests/metering/model/open-lot";
import { brokenRules } from "@/tests/metering/model/rules";
import { syncTenant } from "@/tests/metering/model/sync-account";
import { entitlementKey } from "@/tests/metering/model/tables";
import { holdOf, lotRef, quota, startMs, TriedNode, tryLedger } from "@/tests/metering/try-core";

const nodeIds = ["nod_a", "nod_b", "nod_c"];
const lots = [lotRef("acc_lot_1"), lotRef("acc_lot_2")];
const sources = [quota, { kind: "credits" as const, lots, microPerUnit: 3 }];

/** One integer per account: what was granted, and what the upstream was let do for it and was paid for. */
type Books = { quota: number; micro: number; served: Map<string, { source: string; units: number }> };
type Running = { node: number; admission: Admission; units: number };
type World = ReturnType<typeof tryLedger> & { books: Books; running: Running[]; isAway: boolean; awaySinceMs: number };

const units = fc.integer({ min: 1, max: 12 });
const node = fc.nat({ max: 2 });
const command = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: fc.constant("offer" as const), node, units, isFixed: fc.boolean() }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("end" as const), which: fc.nat(), share: fc.nat({ max: 4 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.constantFrom(50, 250, 900, 11_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("extend" as const), which: fc.nat(), units }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("crash" as const), node }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("recall" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("entitle" as const), units: fc.integer({ min: 0, max: 60 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("outage" as const), isAway: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("drift" as const), node, ms: fc.constantFrom(-5_000, 5_000) }) },
);
type Command = typeof command extends fc.Arbitrary<infer One> ? One : never;

function begin(): World {
  const ledger = tryLedger(30, {}, nodeIds);
  for (const { accountId } of lots)
    openLot(
      ledger.tables,
      { accountId: accountId ?? "", tenantId: "tnt_1", micro: 40, expiresAtMs: null, source: accountId ?? "" },
      startMs,
    );
  const books = { quota: 30, micro: 80, served: new Map() };
  const world: World = { ...ledger, books, running: [], isAway: false, awaySinceMs: 0 };
  for (const one of ledger.nodes) reach(world, one);
  return world;
}

/** The store answers unless it is away; then it was not reached. */
function reach(world: World, one: TriedNode): void {
  one.ask = (request, nowMs) => (world.isAway ? { failure: { kind: "not_done" } } : world.ask(request, nowMs));
}

function run(world: World, command: Command): void {
  const { nodes, running, books } = world;
  switch (command.do) {
    case "offer": {
      const reservation = nodes[command.node]?.asks(holdOf(command.units, { sources, isFixed: command.isFixed }));
      if (reservation?.status === "granted") {
        running.push({ node: command.node, admission: reservation.admission, units: command.units });
      } else if (reservation?.status === "exhausted") {
        // I6: a refusal is at most 250 ms old.
        if (world.isAway) expect(world.clock.ms - world.awaySinceMs).toBeLessThanOrEqual(250);
      }
      return;
    }
    case "end": {
      const [call] = running.splice(command.which % Math.max(1, running.length), 1);
      if (!call) return;
      const cost = Math.floor((call.units * command.share) / 4);
      books.served.set(call.admission.requestId, { source: call.admission.source, units: cost });
      nodes[call.node]?.ok(call.admission, cost);
      return;
    }
    case "extend": {
      const call = running[command.which % Math.max(1, running.length)];
      if (call && nodes[call.node]?.extend(call.admission, command.units)) call.units += command.units;
      return;
    }
    case "pass":
      pass(world, command.ms);
      return;
    case "crash":
      crash(world, command.node);
      return;
    case "recall":
      for (const { accountId } of world.tables.accounts.values())
        for (const one of nodes) one.tell({ type: "recalled", accountId });
      return;
    case "entitle":
      world.entitlement.units = command.units;
      books.quota = Math.max(books.quota, command.units);
      world.tables.entitlements.set(entitlementKey("tnt_1", "fea_1"), world.entitlement);
      syncTenant(world.tables, "tnt_1", world.clock.ms);
      for (const one of nodes) one.tell({ type: "tenant_changed", tenantId: "tnt_1" });
      return;
    case "outage":
      if (command.isAway && !world.isAway) world.awaySinceMs = world.clock.ms;
      world.isAway = command.isAway;
      return;
    case "drift": {
      const one = nodes[command.node];
      if (one) one.wallSkewMs += command.ms;
    }
  }
}

function pass({ clock, nodes }: World, ms: number): void {
  const tickMs = ms > 1_000 ? 100 : 50;
  for (let passed = 0; passed < ms; passed += tickMs) {
    clock.ms += tickMs;
    for (const one of nodes) one.tell({ type: "tick" });
  }
}

/** The process dies and is started again on its journal; calls in flight are in doubt: quota pays the hold, credits 0. */
function crash(world: World, index: number): void {
  const before = world.nodes[index];
  if (!before) return;
  const { records } = before;
  const again = new TriedNode(world.clock, world.ask, before.settings);
  reach(world, again);
  again.records = [...records];
  const lastSeq = Math.max(0, ...records.flatMap((record) => ("seq" in record ? [record.seq] : [])));
  const cursor = Math.max(0, ...records.flatMap((record) => (record.type === "CURSOR" ? [record.seq] : [])));
  again.open({ epoch: before.core.epoch, records: [...records], lastPos: records.at(-1)?.pos ?? 0, lastSeq, cursor });
  world.nodes[index] = again;
  for (const call of world.running.filter((running) => running.node === index)) {
    const admit = records.find((record) => record.type === "ADMIT" && record.pos === call.admission.pos);
    const unknown = admit?.type === "ADMIT" ? admit.unknownUnits : 0;
    world.books.served.set(call.admission.requestId, { source: call.admission.source, units: unknown });
  }
  world.running = world.running.filter((running) => running.node !== index);
}

/** Everything works again: calls end, all is flushed, every lease is closed. */
function finish(world: World): void {
  world.isAway = false;
  for (const call of world.running.splice(0)) {
    world.books.served.set(call.admission.requestId, { source: call.admission.source, units: call.units });
    world.nodes[call.node]?.ok(call.admission, call.units);
  }
  pass(world, 25_000);
}

function used(world: World, source: string, perUnit: number): number {
  let sum = 0;
  for (const call of world.books.served.values()) if (call.source === source) sum += call.units * perUnit;
  return sum;
}

describe("over random histories of three nodes", () => {
  it("nothing is oversold, lost or counted twice, and the books balance", () => {
    fc.assert(
      fc.property(fc.array(command, { minLength: 60, maxLength: 60 }), (commands) => {
        const world = begin();
        for (const one of commands) run(world, one);
        finish(world);
        const accounts = [...world.tables.accounts.values()];
        const consumed = (kind: string) =>
          accounts.filter((row) => row.kind === kind).reduce((sum, row) => sum + row.consumed, 0);
        expect(brokenRules(world.tables)).toEqual([]);
        expect(consumed("quota")).toBe(used(world, "quota", 1));
        expect(consumed("credit")).toBe(used(world, "credits", 3));
        expect(consumed("quota")).toBeLessThanOrEqual(world.books.quota);
        expect(consumed("credit")).toBeLessThanOrEqual(world.books.micro);
        expect(accounts.map(({ reserved }) => reserved).every((reserved) => reserved === 0)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  }, 120_000);
});
