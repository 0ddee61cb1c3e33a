import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StoreAnswer } from "@/lib/metering/core/types";
import type { Admission } from "@/lib/metering/types";
import type { Failed } from "@/tests/metering/model/fail";
import { reapLeases } from "@/tests/metering/model/reap-leases";
import { brokenRules } from "@/tests/metering/model/rules";
import { accountOf, holdOf, type TriedNode, tryLedger } from "@/tests/metering/try-core";

type Way = { node: TriedNode; call: number; answer: StoreAnswer | Failed | null };

/** The store's work and its replies, each a step of its own, in an order that the test chooses. */
function deliver(ways: Way[], choice: number, ask: ReturnType<typeof tryLedger>["ask"], nowMs: number): void {
  const way = ways[choice % Math.max(1, ways.length)];
  if (!way) return;
  if (way.answer === null) {
    const pending = way.node.pending.find(({ call }) => call === way.call);
    way.answer = pending ? ask(pending.request, nowMs) : { failure: { kind: "not_done" } };
    return;
  }
  ways.splice(ways.indexOf(way), 1);
  way.node.pending = way.node.pending.filter(({ call }) => call !== way.call);
  way.node.reply(way.call, way.answer);
}

describe("whatever the order in which the store works and replies", () => {
  it("acquire, return, flush, close and reap keep the books, and no unit is sold twice", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 999 }), { minLength: 120, maxLength: 120 }), (choices) => {
        const { clock, tables, nodes, ask } = tryLedger(12, { idleCloseMs: 300 }, ["nod_a", "nod_b"]);
        const running: { node: TriedNode; admission: Admission; units: number }[] = [];
        const ways: Way[] = [];
        let ticket = 1_000;
        let sold = 0;
        for (const node of nodes) node.ask = () => null;
        const collect = () => {
          for (const node of nodes) {
            for (const { call } of node.pending)
              if (!ways.some((way) => way.node === node && way.call === call)) ways.push({ node, call, answer: null });
            for (const [number, reservation] of node.answers) {
              node.answers.delete(number);
              if (reservation.status !== "granted") continue;
              const { admission } = reservation;
              const admit = node.of("ADMIT").find(({ pos }) => pos === admission.pos);
              running.push({ node, admission, units: admit?.units ?? 0 });
            }
          }
        };
        for (const choice of choices) {
          const node = nodes[choice % 2];
          const kind = Math.floor(choice / 2) % 8;
          if (!node) continue;
          if (kind === 0)
            node.step({
              type: "reserve",
              ticket: ++ticket,
              hold: holdOf(1 + (choice % 3), { isFixed: choice % 5 > 0, sources: holdOf().sources }),
            });
          else if (kind === 1) {
            const [call] = running.splice(choice % Math.max(1, running.length), 1);
            if (call) {
              sold += call.units;
              call.node.step({
                type: "settle",
                admission: call.admission,
                ending: { outcome: "ok", units: call.units, log: "" },
              });
            }
          } else if (kind === 2) {
            clock.ms += 60;
            for (const one of nodes) one.step({ type: "tick" });
          } else if (kind === 3) {
            for (const { accountId } of tables.accounts.values()) node.step({ type: "recalled", accountId });
          } else if (kind === 4 && choice % 7 === 0) reapLeases(tables, clock.ms);
          else deliver(ways, choice, ask, clock.ms);
          collect();
          expect(brokenRules(tables)).toEqual([]);
        }
        for (let i = 0; i < 4_000 && (ways.length > 0 || i < 200); i++) {
          if (i % 10 === 0) {
            clock.ms += 100;
            for (const one of nodes) one.step({ type: "tick" });
          }
          for (const call of running.splice(0)) {
            sold += call.units;
            const ending = { outcome: "ok" as const, units: call.units, log: "" };
            call.node.step({ type: "settle", admission: call.admission, ending });
          }
          deliver(ways, 0, ask, clock.ms);
          collect();
        }
        expect(brokenRules(tables)).toEqual([]);
        expect(sold).toBeLessThanOrEqual(12);
        if (sold > 0) expect(accountOf(tables, "quota").consumed).toBe(sold);
      }),
      { numRuns: 500 },
    );
  }, 60_000);
});
