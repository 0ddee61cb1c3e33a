import type { JournalRecord } from "@/lib/metering/journal/types";
import { bookOf } from "./books";
import { report, type SimNode, type World } from "./world";

/** How far a node's idea of the store's time may be off for what is drawn without a lease. */
const slackMs = 2_100;

/** An admission rests on a lease that the store knows, that is not over, that covers it, and on the right period. */
export function checkAdmission(world: World, node: SimNode, record: JournalRecord & { type: "ADMIT" }): void {
  const { nowMs } = world.agenda;
  for (const { lease: name } of record.draws) {
    const named = node.leaseNames.get(name);
    const account = named && world.tables.accounts.get(named.accountId);
    if (!account) {
      report(world, `I2: ${record.requestId} draws on ${name}, which the journal has not introduced`);
      continue;
    }
    const startMs = account.periodStartMs ?? 0;
    const endMs = account.periodEndMs ?? Number.POSITIVE_INFINITY;
    const slack = named.leaseId === null ? slackMs : 0;
    if (nowMs < startMs - slack || nowMs >= endMs + slack)
      report(world, `period: ${record.requestId} was admitted at ${nowMs} on [${startMs}, ${endMs})`);
    if (named.leaseId !== null) checkLease(world, record.requestId, named.leaseId);
    else if (account.enforced && account.state === "open" && hasHeard(world, node, account.accountId))
      report(world, `I1: ${record.requestId} draws without a lease on ${account.accountId}`);
  }
}

/** A node in contact knows within a second that an account has a limit again; so does one that sells it out of contact. */
function hasHeard(world: World, node: SimNode, accountId: string): boolean {
  const { enforcedSinceMs } = bookOf(world, accountId);
  const { nowMs } = world.agenda;
  const outSinceMs = Math.max(node.partitionedUntilMs, world.storeDownUntilMs, node.awakeSinceMs);
  return nowMs > Math.max(enforcedSinceMs ?? 0, outSinceMs) + 1_500;
}

function checkLease(world: World, requestId: string, leaseId: string): void {
  const { nowMs } = world.agenda;
  const lease = world.tables.leases.get(leaseId);
  if (!lease) {
    report(world, `I1: ${requestId} draws on the unknown lease ${leaseId}`);
    return;
  }
  if (nowMs > lease.expiresAtMs)
    report(world, `lease: ${requestId} draws on ${leaseId}, over since ${nowMs - lease.expiresAtMs} ms`);
  if (lease.state !== "open") report(world, `lease: ${requestId} draws on ${leaseId}, which is ${lease.state}`);
  const drawn = lease.settled + (world.unbooked.get(leaseId) ?? 0);
  if (drawn > lease.granted)
    report(world, `I1: ${requestId} brings ${leaseId} to ${drawn} of the ${lease.granted} units it was granted`);
}
