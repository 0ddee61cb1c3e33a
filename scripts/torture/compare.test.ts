import { describe, expect, it } from "vitest";
import { compare } from "./compare.mjs";

type Seen = Parameters<typeof compare>[0];

/** A run in which everything agrees: three calls, one of them refunded, one in doubt. */
function agreeing(): Seen {
  const account = { tenantId: "t", kind: "quota", enforced: true, posted: 2, reserved: 0 };
  return {
    executions: new Map([
      ["a", { times: 1, status: 200, cost: 1 }],
      ["b", { times: 2, status: 0, cost: 1 }],
      ["c", { times: 1, status: 200, cost: 1 }],
    ]),
    ledger: {
      events: [
        { requestId: "a", tenantId: "t", outcome: "ok", cost: 1 },
        { requestId: "b", tenantId: "t", outcome: "void", cost: 0 },
        { requestId: "c", tenantId: "t", outcome: "unknown", cost: 1 },
        { requestId: "a", tenantId: "t", outcome: "dup", cost: 0 },
      ],
      accounts: [{ ...account, accountId: "q", consumed: 2, draws: 2, transfers: 2 }],
      logs: [
        { requestId: "a", status: 200, units: 1 },
        { requestId: "b", status: 502, units: 0 },
        { requestId: "c", status: 499, units: 0 },
      ],
      liveLeases: 0,
    },
    answers: [
      { kind: "hard", requestId: "a", status: 200, code: null },
      { kind: "hard", requestId: "b", status: 502, code: "upstream_error" },
      { kind: "hard", requestId: "r", status: 402, code: "quota_exhausted" },
      { kind: "hard", requestId: null, status: 0, code: null },
    ],
    isVarying: (tenantId) => tenantId === "v",
    varyingCap: 10,
  };
}

const set = <Key, Value>(map: Map<Key, Value>, key: Key, value: Value) => map.set(key, value);
const event = (seen: Seen, n: number) => seen.ledger.events[n] as Seen["ledger"]["events"][number];
const account = (seen: Seen) => seen.ledger.accounts[0] as Seen["ledger"]["accounts"][number];

describe("a run whose stories agree", () => {
  it("has nothing to report but the call in doubt", () => {
    expect(compare(agreeing())).toEqual({ oversold: 0, lost: 0, doubled: 0, differences: [], inDoubt: 1 });
  });

  it("lets a caller who left pay for the work that it ordered", () => {
    const seen = agreeing();
    set(seen.executions, "l", { times: 1, status: 500, cost: 1 });
    seen.ledger.events.push({ requestId: "l", tenantId: "t", outcome: "ok", cost: 1 });
    seen.ledger.logs.push({ requestId: "l", status: 499, units: 1 });
    expect(compare(seen).differences).toEqual([]);
  });
});

describe("what a run must not hide", () => {
  const planted: [string, (seen: Seen) => unknown, Partial<ReturnType<typeof compare>>][] = [
    ["units used beyond what was granted", (seen) => Object.assign(account(seen), { posted: 1 }), { oversold: 1 }],
    [
      "an execution without an event",
      (seen) => set(seen.executions, "x", { times: 1, status: 200, cost: 1 }),
      { lost: 1 },
    ],
    ["a call executed twice", (seen) => Object.assign(seen.executions.get("a") ?? {}, { times: 2 }), { doubled: 1 }],
    [
      "a broken call asked a third time",
      (seen) => Object.assign(seen.executions.get("b") ?? {}, { times: 3 }),
      { doubled: 1 },
    ],
    ["a call booked twice", (seen) => seen.ledger.events.push({ ...event(seen, 0) }), { doubled: 1 }],
    ["a repeat that cost something", (seen) => Object.assign(event(seen, 3), { cost: 1 }), { doubled: 1 }],
  ];
  it.each(planted)("counts %s", (_, plant, found) => {
    const seen = agreeing();
    plant(seen);
    expect(compare(seen)).toMatchObject(found);
  });

  const differing: [string, (seen: Seen) => unknown, RegExp][] = [
    [
      "a served call that was given back",
      (seen) => Object.assign(event(seen, 0), { outcome: "void", cost: 0 }),
      /ledger void/,
    ],
    [
      "a failed call that was charged",
      (seen) => Object.assign(event(seen, 1), { outcome: "ok", cost: 1 }),
      /ledger ok at 1/,
    ],
    ["another cost than the upstream told", (seen) => Object.assign(event(seen, 0), { cost: 2 }), /ledger ok at 2/],
    ["an event without an execution", (seen) => seen.executions.delete("a"), /a: booked at 1 units, never executed/],
    ["a 200 that nobody executed", (seen) => seen.executions.delete("a"), /a: answered 200, never executed/],
    [
      "a refusal that was executed",
      (seen) => set(seen.executions, "r", { times: 1, status: 200, cost: 1 }),
      /r: answered 402, yet executed/,
    ],
    ["a call that the log does not have", (seen) => seen.ledger.logs.shift(), /a: booked, missing in the request log/],
    [
      "a call that the log has twice",
      (seen) => seen.ledger.logs.push({ requestId: "a", status: 200, units: 1 }),
      /stand twice/,
    ],
    [
      "a logged call that was never booked",
      (seen) => seen.ledger.logs.push({ requestId: "z", status: 200, units: 1 }),
      /z: in the request log/,
    ],
    [
      "a log that says another cost",
      (seen) => Object.assign(seen.ledger.logs[0] ?? {}, { units: 3 }),
      /log 3, ledger 1/,
    ],
    ["a total that is not the sum of its draws", (seen) => Object.assign(account(seen), { draws: 1 }), /draws 1/],
    [
      "a total that is not the sum of its transfers",
      (seen) => Object.assign(account(seen), { transfers: 3 }),
      /transfers 3/,
    ],
    ["units that stay reserved", (seen) => Object.assign(account(seen), { reserved: 1 }), /reserved 1/],
    ["a lease that stays open", (seen) => Object.assign(seen.ledger, { liveLeases: 1 }), /1 leases are still open/],
    [
      "a number that the journal lost",
      (seen) => seen.ledger.events.push({ requestId: null, tenantId: "", outcome: "gap", cost: 4 }),
      /gap of 4/,
    ],
  ];
  it.each(differing)("names %s", (_, plant, text) => {
    const seen = agreeing();
    plant(seen);
    expect(compare(seen).differences.join("\n")).toMatch(text);
  });
});
