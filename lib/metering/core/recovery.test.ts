import { describe, expect, it } from "vitest";
import type { RecoveredJournal } from "@/lib/metering/journal/types";
import { brokenRules } from "@/tests/metering/model/rules";
import { accountOf, granted, holdOf, TriedNode, tryLedger } from "@/tests/metering/try-core";

type World = ReturnType<typeof tryLedger>;

/** The same node started again on the journal that the first one has left. */
function startAgain({ node, clock, ask }: World, more: Partial<RecoveredJournal> = {}, kept = node.records): TriedNode {
  const again = new TriedNode(clock, ask, node.settings);
  again.records = [...kept];
  const seqs = kept.flatMap((record) => ("seq" in record ? [record.seq] : []));
  const cursor = Math.max(0, ...kept.flatMap((record) => (record.type === "CURSOR" ? [record.seq] : [])));
  const lastPos = kept.at(-1)?.pos ?? 0;
  again.open({ epoch: node.core.epoch, records: [...kept], lastPos, lastSeq: Math.max(0, ...seqs), cursor, ...more });
  again.pass(1_000);
  return again;
}

describe("after a crash (§15)", () => {
  it("books what was journalled and not flushed, once (C10, C11)", () => {
    const world = tryLedger(100);
    world.node.ok(granted(world.node.asks(holdOf(2))), 2);
    const again = startAgain(world);
    expect(accountOf(world.tables, "quota")).toMatchObject({ consumed: 2, reserved: 0 });
    const last = startAgain({ ...world, node: again });
    expect(accountOf(world.tables, "quota").consumed).toBe(2);
    granted(last.asks(holdOf(98)));
  });

  it("ends calls in doubt by their hold, or by their last progress (C5, C6)", () => {
    const world = tryLedger(100);
    granted(world.node.asks(holdOf(5)));
    const stream = granted(world.node.asks(holdOf(10, { isFixed: false })));
    world.node.pass(2_100);
    world.node.tell({ type: "progress", admission: stream, units: 4 });
    const again = startAgain(world);
    expect(again.of("UNKNOWN").map(({ units }) => units)).toEqual([5, 4]);
    expect(accountOf(world.tables, "quota")).toMatchObject({ consumed: 9, reserved: 0 });
  });

  it("books a stream that grew on the leases that it had drawn", () => {
    const world = tryLedger(30);
    const stream = granted(world.node.asks(holdOf(10, { isFixed: false })));
    expect(world.node.extend(stream, 20)).toBe(true);
    world.node.pass(2_100);
    world.node.tell({ type: "progress", admission: stream, units: 30 });
    startAgain(world);
    expect(accountOf(world.tables, "quota")).toMatchObject({ consumed: 30, reserved: 0 });
    expect([...world.tables.leases.values()].every(({ overrun }) => overrun === 0)).toBe(true);
  });

  it("sells nothing twice after a power cut: what is left on quota leases is booked as used (C9)", () => {
    const world = tryLedger(1_000);
    for (let i = 0; i < 20; i++) world.node.ok(granted(world.node.asks(holdOf(1))), 1);
    world.node.pass(300);
    const reserved = accountOf(world.tables, "quota").reserved;
    const again = startAgain(world, { rebooted: true });
    expect(reserved).toBeGreaterThan(0);
    expect(accountOf(world.tables, "quota")).toMatchObject({ consumed: 20 + reserved, reserved: 0 });
    expect(again.alarms).toContain("power_loss");
    expect(brokenRules(world.tables)).toEqual([]);
  });

  it("numbers on behind the ledger where the file has lost its end (§22)", () => {
    const world = tryLedger(1_000);
    for (let i = 0; i < 5; i++) world.node.ok(granted(world.node.asks(holdOf(1))), 1);
    world.node.pass(300);
    const again = startAgain(world, { rebooted: true }, world.node.records.slice(0, 4));
    again.ok(granted(again.asks(holdOf(1))), 1);
    again.pass(300);
    expect(brokenRules(world.tables)).toEqual([]);
    const events = world.tables.events.get("nod_a") ?? [];
    expect(events.filter(({ outcome }) => outcome === "ok")).toHaveLength(6);
  });

  it("fills a number that is lost by a gap, and goes on", () => {
    const world = tryLedger(1_000);
    world.node.ask = (request, nowMs) => (request.fn === "usage_flush" ? null : world.ask(request, nowMs));
    for (let i = 0; i < 3; i++) world.node.ok(granted(world.node.asks(holdOf(1))), 1);
    const lost = world.node.records.filter((record) => !(record.type === "OK" && record.seq === 2));
    startAgain(world, { corrupt: 1, missingSeqs: [2] }, lost);
    const outcomes = (world.tables.events.get("nod_a") ?? []).map(({ outcome }) => outcome);
    expect(outcomes.slice(0, 4)).toEqual(["ok", "gap", "ok", "unknown"]);
    expect(brokenRules(world.tables)).toEqual([]);
    expect(accountOf(world.tables, "quota").consumed).toBeGreaterThanOrEqual(3);
  });

  it("does not act on what the journal did not take", () => {
    const world = tryLedger(100);
    granted(world.node.asks(holdOf(5)));
    const again = new TriedNode(world.clock, () => null, world.node.settings);
    const records = [...world.node.records];
    again.open({ epoch: 1, records, lastPos: records.length, lastSeq: 0 });
    const call = again.pending[0]?.call ?? 0;
    const opened = world.ask(
      { fn: "node_open", nodeId: "nod_a", door: "gateway", knownEpoch: 1, knownSeq: 0 },
      world.clock.ms,
    );
    if (!opened) throw new Error("no answer");
    const undone = again.reply(call, opened);
    again.records = records;
    again.pending = [];
    again.tell({ type: "append_failed", pos: records.length + 1, undone });
    again.ask = world.ask;
    again.pass(2_500);
    expect(again.of("UNKNOWN").map(({ seq }) => seq)).toEqual([1]);
    expect(accountOf(world.tables, "quota")).toMatchObject({ consumed: 5, reserved: 0 });
  });
});

describe("the flush (§9)", () => {
  it("sends the same records again until they are acknowledged", () => {
    const world = tryLedger(100);
    let cuts = 3;
    world.node.ask = (request, nowMs) => {
      const answer = world.ask(request, nowMs);
      if (request.fn === "usage_flush" && request.batch.length > 0 && cuts-- > 0)
        return { failure: { kind: "unknown" } };
      return answer;
    };
    world.node.ok(granted(world.node.asks(holdOf(7))), 7);
    world.node.pass(3_000);
    expect(accountOf(world.tables, "quota").consumed).toBe(7);
    expect(world.node.core.acked).toBe(1);
  });

  it("is cut into smaller pieces where the store cannot take it in its time", () => {
    const world = tryLedger(10_000, { flushBatch: 10 });
    world.node.ask = (request, nowMs) =>
      request.fn === "usage_flush" && request.batch.length > 12
        ? { failure: { kind: "not_done" } }
        : world.ask(request, nowMs);
    const calls = Array.from({ length: 200 }, () => granted(world.node.asks(holdOf(1))));
    for (const admission of calls)
      world.node.step({ type: "settle", admission, ending: { outcome: "ok", units: 1, log: "" } });
    world.node.pass(20_000);
    expect(accountOf(world.tables, "quota").consumed).toBe(200);
  });

  it("reads back from the journal what memory does not hold", () => {
    const world = tryLedger(1_000, { maxQueuedRecords: 10 });
    world.node.ask = (request, nowMs) =>
      request.fn === "usage_flush" ? { failure: { kind: "not_done" } } : world.ask(request, nowMs);
    for (let i = 0; i < 100; i++) world.node.ok(granted(world.node.asks(holdOf(1))), 1);
    expect(world.node.core.queue.length).toBe(10);
    world.node.ask = world.ask;
    world.node.pass(10_000);
    expect(accountOf(world.tables, "quota").consumed).toBe(100);
    expect(world.node.of("GAP")).toEqual([]);
  });

  it("sends everything again to a store that was set back, and drops its leases (C13)", () => {
    const world = tryLedger(1_000);
    for (let i = 0; i < 3; i++) world.node.ok(granted(world.node.asks(holdOf(1))), 1);
    const rows = Object.entries(world.tables).filter(([, value]) => typeof value !== "function");
    const copy = structuredClone(Object.fromEntries(rows));
    world.node.pass(300);
    expect(world.node.core.acked).toBe(3);
    Object.assign(world.tables, copy);
    world.node.pass(3_000);
    expect(world.node.alarms).toContain("database_restored");
    world.node.pass(65_000);
    expect(accountOf(world.tables, "quota").consumed).toBe(3);
    granted(world.node.asks(holdOf(1)));
    expect(brokenRules(world.tables)).toEqual([]);
  });

  it("admits nothing once another process has the node's name", () => {
    const world = tryLedger(100);
    granted(world.node.asks(holdOf(1)));
    world.ask({ fn: "node_open", nodeId: "nod_a", door: "gateway", knownEpoch: 0, knownSeq: 0 }, world.clock.ms);
    world.node.pass(2_100);
    expect(world.node.stopped).toBe("fenced");
    expect(world.node.asks(holdOf(1))).toEqual({ status: "not_ready", reason: "fenced" });
  });
});

describe("a journal that fails", () => {
  it("admits nothing by a record that was not written, and charges nothing", () => {
    const world = tryLedger(100_000);
    granted(world.node.asks(holdOf(1)));
    const undone = world.node.step({ type: "reserve", ticket: 50, hold: holdOf(9) });
    const admits = undone.flatMap((effect) => (effect.type === "append" ? [effect.record.pos] : []));
    if (admits[0] === undefined) throw new Error("nothing was written");
    world.node.answers.delete(50);
    world.node.tell({ type: "append_failed", pos: admits[0], undone });
    expect(world.node.answers.get(50)).toEqual({ status: "not_ready", reason: "journal_failed" });
    const [lease] = world.node.core.leases.values();
    expect(lease).toMatchObject({ left: (lease?.granted ?? 0) - 1, inFlight: 1 });
  });

  it("does not answer calls whose records will not reach the disk", () => {
    const world = tryLedger(10, { powerKinds: ["quota"] });
    const ticket = world.node.reserve(holdOf(10));
    expect(world.node.answers.has(ticket)).toBe(false);
    world.node.tell({ type: "journal_room", state: "failed" });
    expect(world.node.answers.get(ticket)).toEqual({ status: "not_ready", reason: "journal_failed" });
    world.node.pass(300);
    expect(accountOf(world.tables, "quota").consumed).toBe(0);
  });
});
