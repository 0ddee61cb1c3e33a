import { describe, expect, it } from "vitest";
import type { Reservation } from "@/lib/metering/types";
import { budgetKey } from "@/tests/metering/model/tables";
import { accountOf, granted, holdOf, refOf, type TriedNode, tryLedger } from "@/tests/metering/try-core";

/** Nodes whose recalls reach all of them, the sender too, as over the change feed; time passes for all together. */
function onFeed(nodes: readonly TriedNode[]): (ms: number) => void {
  const recalled = new Set<string>();
  for (const node of nodes) {
    const { ask } = node;
    node.ask = (request, nowMs) => {
      if (request.fn === "lease_recall") recalled.add(request.accountId);
      return ask(request, nowMs);
    };
  }
  return (ms) => {
    for (let passed = 0; passed < ms; passed += 25) {
      for (const accountId of recalled) for (const node of nodes) node.tell({ type: "recalled", accountId });
      recalled.clear();
      for (const node of nodes) node.tell({ type: "tick" });
      (nodes[0] as TriedNode).clock.ms += 25;
    }
  };
}

const answersOf = (nodes: readonly TriedNode[]): (Reservation["status"] | undefined)[] =>
  nodes.map((node) => [...node.answers.values()].at(-1)?.status);

describe("the last units", () => {
  it("that lie apart, too few for any waiting call, are brought together for one of them", () => {
    const { nodes } = tryLedger(9, {}, ["nod_a", "nod_b", "nod_c"]);
    const pass = onFeed(nodes);
    for (const node of nodes) {
      const admission = granted(node.asks(holdOf(3, { isFixed: false })));
      node.ok(admission, 0);
    }
    for (const node of nodes) node.reserve(holdOf(5));
    pass(300);
    expect(answersOf(nodes).filter((status) => status === "granted")).toHaveLength(1);
  });

  it("of a cap are answered as held while calls on another node may give them back", () => {
    const cap = refOf("cap");
    const { tables, nodes } = tryLedger(1_000, {}, ["nod_a", "nod_b"]);
    const pass = onFeed(nodes);
    tables.budgets.set(budgetKey("key_1", "fea_1"), 10);
    const [first, second] = nodes as [TriedNode, TriedNode];
    granted(first.asks(holdOf(10, { caps: [cap], isFixed: false })));
    second.reserve(holdOf(5, { caps: [cap], isFixed: false }));
    pass(300);
    expect(answersOf([second])).toEqual(["held"]);
    expect(accountOf(tables, "cap").consumed).toBe(0);
  });

  it("are answered as held when the store said so during the wait, though its next answer is late", () => {
    const cap = refOf("cap");
    const { tables, nodes } = tryLedger(1_000, {}, ["nod_a", "nod_b"]);
    tables.budgets.set(budgetKey("key_1", "fea_1"), 10);
    const [first, second] = nodes as [TriedNode, TriedNode];
    const admission = granted(first.asks(holdOf(8, { caps: [cap], isFixed: false })));
    granted(second.asks(holdOf(1, { caps: [cap] })));
    const { ask } = second;
    const ticket = second.reserve(holdOf(5, { caps: [cap], isFixed: false }));
    second.ask = () => null;
    first.ok(admission, 1);
    second.pass(150);
    second.tell({ type: "recalled", accountId: accountOf(tables, "cap").accountId });
    second.pass(150);
    second.ask = ask;
    expect(second.answers.get(ticket)?.status).toBe("held");
  });
});
