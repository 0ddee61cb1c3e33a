import { closePeriods } from "../model/close-periods";
import { accountKeyOf } from "../model/open-account";
import { openLot } from "../model/open-lot";
import { reapLeases, writeOff } from "../model/reap-leases";
import { syncTenant } from "../model/sync-account";
import { entitlementKey, type Tables } from "../model/tables";
import { modelStore } from "../model-store";
import type { Command, Scene } from "./commands";
import type { Told } from "./on-postgres";

const hourMs = 3_600_000;

/** Does a command to the model, at the instant and with the names that PostgreSQL had. */
export function onModel(scene: Scene, command: Command, { said, nowMs }: Told): Told["said"] {
  const { tables, tenantId, featureId } = scene;
  switch (command.kind) {
    case "store": {
      const { request } = command;
      if (said && "accountId" in said) tables.nameAccount = () => String(said.accountId);
      return modelStore(tables, request, nowMs);
    }
    case "pass":
      pass(scene, command.ms);
      return null;
    case "reap":
      reapLeases(tables, nowMs);
      return null;
    case "close_periods":
      closePeriods(tables, nowMs, hourMs);
      return null;
    case "write_off": {
      const lease = tables.leases.get(command.leaseId);
      if (lease) writeOff(tables, lease);
      return null;
    }
    case "lose":
      lose(tables, command.nodeId, nowMs);
      return null;
    case "sell": {
      const { lotId, micro, lifeMs } = command;
      const accountId = said && "accountId" in said ? String(said.accountId) : "";
      const expiresAtMs = lifeMs === null ? null : nowMs + lifeMs;
      openLot(tables, { accountId, tenantId, micro, expiresAtMs, source: lotId }, nowMs);
      return said;
    }
    case "give": {
      const { units, lifeMs } = command;
      const entitlement = tables.entitlements.get(entitlementKey(tenantId, featureId));
      entitlement?.extras.push({ units, startsAtMs: nowMs, endsAtMs: nowMs + lifeMs });
      syncTenant(tables, tenantId, nowMs);
      return null;
    }
    case "announce":
      syncTenant(tables, tenantId, nowMs);
      return null;
  }
}

function lose(tables: Tables, nodeId: string, nowMs: number): void {
  const node = tables.nodes.get(nodeId);
  if (node) node.lostAtMs ??= nowMs;
  for (const lease of tables.leases.values())
    if (lease.nodeId === nodeId && lease.expiresAtMs < nowMs - tables.times.graceMs) writeOff(tables, lease);
}

const earlier = (atMs: number | null, ms: number): number | null => (atMs === null ? null : atMs - ms);

function pass(scene: Scene, ms: number): void {
  const { tables } = scene;
  scene.passedMs += ms;
  tables.holdSinceMs = earlier(tables.holdSinceMs, ms);
  for (const node of tables.nodes.values()) {
    node.seenAtMs -= ms;
    node.startedAtMs -= ms;
    node.lostAtMs = earlier(node.lostAtMs, ms);
    node.flushedUntilMs = earlier(node.flushedUntilMs, ms);
  }
  for (const lease of tables.leases.values()) {
    lease.openedAtMs -= ms;
    lease.expiresAtMs -= ms;
    lease.orphanedAtMs = earlier(lease.orphanedAtMs, ms);
  }
  tables.accountIds.clear();
  for (const account of tables.accounts.values()) {
    account.periodStartMs = earlier(account.periodStartMs, ms);
    account.periodEndMs = earlier(account.periodEndMs, ms);
    if (account.kind !== "credit") tables.accountIds.set(accountKeyOf(account), account.accountId);
  }
  for (const { extras } of tables.entitlements.values())
    for (const extra of extras) {
      extra.startsAtMs -= ms;
      extra.endsAtMs -= ms;
    }
}
