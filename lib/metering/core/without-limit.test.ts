import { describe, expect, it } from "vitest";
import { granted, holdOf, type TriedNode, tryLedger } from "@/tests/metering/try-core";

describe("an account without limit", () => {
  it("is not drawn on without limit once it has one, though a stream drew more meanwhile", () => {
    const { node, tables, entitlement } = tryLedger(null);
    const stream = granted(node.asks(holdOf(1, { isFixed: false })));
    entitlement.units = 5;
    node.tell({ type: "tenant_changed", tenantId: "tnt_1" });
    expect(node.extend(stream, 1)).toBe(true);
    let served = 0;
    for (let i = 0; i < 20; i++) if (node.asks(holdOf(1)).status === "granted") served++;
    expect(served).toBeLessThanOrEqual(5);
    expect([...tables.accounts.values()][0]?.enforced).toBe(true);
  });

  it("lets a limit that comes back be drawn on by its leases alone", () => {
    const { node, entitlement } = tryLedger(5);
    const stream = granted(node.asks(holdOf(1, { isFixed: false })));
    node.tell({ type: "tenant_changed", tenantId: "tnt_1" });
    expect(node.extend(stream, 1)).toBe(true);
    entitlement.units = null;
    for (let i = 0; i < 20; i++) granted(node.asks(holdOf(1)));
    for (const lease of node.core.leases.values()) expect(lease.left).toBeGreaterThanOrEqual(0);
  });

  it("has its limit back in the moment in which the exception ends that lifted it, though nobody announces it", () => {
    const { node, clock, entitlement } = tryLedger(5);
    entitlement.extras.push({ units: null, startsAtMs: 0, endsAtMs: clock.ms + 20_000 });
    for (let i = 0; i < 30; i++) node.ok(granted(node.asks(holdOf(1))), 1);
    node.pass(19_500);
    node.ok(granted(node.asks(holdOf(1))), 1);
    node.pass(500);
    expect(node.asks(holdOf(1)).status).toBe("exhausted");
  });

  it("does not count what was drawn without limit against what others may give back once it has one", () => {
    const { nodes, entitlement } = tryLedger(null, {}, ["nod_a", "nod_b"]);
    const [first, second] = nodes as [TriedNode, TriedNode];
    granted(second.asks(holdOf(1, { isFixed: false })));
    second.ok(granted(second.asks(holdOf(45))), 45);
    second.pass(500);
    entitlement.units = 100;
    for (const node of nodes) node.tell({ type: "tenant_changed", tenantId: "tnt_1" });
    granted(first.asks(holdOf(50, { isFixed: false })));
    expect(second.asks(holdOf(15)).status).toBe("held");
  });
});
