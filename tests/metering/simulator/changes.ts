import { openLot } from "../model/open-lot";
import { syncTenant } from "../model/sync-account";
import { noteAccount } from "./books";
import { deliver, feed } from "./processes";
import { burnOrder, type Lot, type Tenant } from "./tenants";
import type { SimNode, World } from "./world";

const pollMs = 100;

/** The change feed: every node hears of it soon, one that is cut off once it has contact again. */
function announce(world: World, act: (node: SimNode) => void): void {
  for (const node of world.nodes)
    tell(world, node, node.life, world.random.between(2, world.areFaultsOn ? 400 : 40), act);
}

function tell(world: World, node: SimNode, life: number, afterMs: number, act: (node: SimNode) => void): void {
  deliver(world, node, life, afterMs, () => {
    if (world.agenda.nowMs >= Math.max(node.partitionedUntilMs, world.storeDownUntilMs)) act(node);
    else tell(world, node, life, pollMs, act);
  });
}

export function announceRecall(world: World, accountId: string): void {
  announce(world, (node) => feed(world, node, { type: "recalled", accountId }));
}

function announceTenant(world: World, { tenantId }: Tenant): void {
  announce(world, (node) => {
    node.lots.set(tenantId, [...(world.lots.get(tenantId) ?? [])]);
    feed(world, node, { type: "tenant_changed", tenantId });
  });
}

/** Sells credits: a lot of their own, known to the store at once and to the nodes soon. */
export function sellCredits(world: World, tenant: Tenant): void {
  const { agenda, tables } = world;
  const { tenantId } = tenant;
  const lots = world.lots.get(tenantId) ?? [];
  const accountId = `lot_${tenantId}_${lots.length}`;
  const expiresAtMs = tenant.lotLifeMs === null ? null : agenda.nowMs + tenant.lotLifeMs;
  openLot(tables, { accountId, tenantId, micro: tenant.lotMicro, expiresAtMs, source: accountId }, agenda.nowMs);
  noteAccount(world, accountId);
  const lot: Lot = {
    account: {
      name: accountId,
      kind: "credit",
      tenantId,
      mode: "live",
      featureId: null,
      keyId: null,
      period: null,
      accountId,
    },
    expiresAtMs,
    createdAtMs: agenda.nowMs,
  };
  world.lots.set(tenantId, [...lots, lot].sort(burnOrder));
  announceTenant(world, tenant);
}

/** Gives or takes units: the entitlement, its posting and its announcement are one transaction. */
export function changeUnits(world: World, tenant: Tenant, byUnits: number): void {
  const { entitlement } = tenant;
  entitlement.units = Math.max(0, (entitlement.units ?? 0) + byUnits);
  post(world, tenant);
}

/** An upgrade to a plan without limit. */
export function liftLimit(world: World, tenant: Tenant): void {
  tenant.entitlement.units = null;
  post(world, tenant);
}

/** An exception with an end: extra units for a while, or none counted (null). */
export function giveExtra(world: World, tenant: Tenant, units: number | null, forMs: number): void {
  const { nowMs } = world.agenda;
  tenant.entitlement.extras.push({ units, startsAtMs: nowMs, endsAtMs: nowMs + forMs });
  post(world, tenant);
}

function post(world: World, tenant: Tenant): void {
  syncTenant(world.tables, tenant.tenantId, world.agenda.nowMs);
  for (const account of world.tables.accounts.values())
    if (account.tenantId === tenant.tenantId) noteAccount(world, account.accountId);
  announceTenant(world, tenant);
}
