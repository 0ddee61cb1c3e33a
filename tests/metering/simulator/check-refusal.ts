import type { AccountRef, Reservation, Source } from "@/lib/metering/types";
import { accountKey } from "../model/open-account";
import { leastFree } from "./books";
import { type Call, report, type SimNode, type World } from "./world";

/** A refusal for want of units rests on an answer at most this old: 250 ms kept, 250 ms waited for, and the way. */
const freshMs = 250 + 250 + 100;

/** I6: nobody is told to pay while there was enough all along. */
export function checkRefusal(world: World, node: SimNode, call: Call, reservation: Reservation): void {
  const { counts } = world;
  if (reservation.status !== "held" && reservation.status !== "unknown") call.tenant.heldSinceMs = null;
  switch (reservation.status) {
    case "exhausted":
      counts.exhausted++;
      for (const source of call.hold.sources) checkSource(world, node, call, source);
      return;
    case "capped":
      counts.exhausted++;
      checkShort(world, node, call, [reservation.account], call.hold.units);
      return;
    case "held":
      counts.held++;
      checkHeld(world, call);
      return;
    case "unknown":
      counts.unknown++;
      // Whoever waited in vain for what others hold may have asked once more when its time was over.
      checkHeld(world, call);
      return;
    case "not_ready":
      counts.notReady++;
      checkCalm(world, call, node, `not_ready, ${reservation.reason}`);
      return;
    case "not_included":
      report(world, `I6: ${call.requestId} was told that its plan lacks what it has`);
      return;
    case "outside_period":
      counts.other++;
  }
}

function checkSource(world: World, node: SimNode, call: Call, source: Source): void {
  const { units } = call.hold;
  if (source.kind === "credits") {
    checkShort(world, node, call, source.lots, units * source.microPerUnit);
    return;
  }
  checkShort(world, node, call, [source.account], units);
}

function checkShort(world: World, node: SimNode, call: Call, accounts: readonly AccountRef[], needed: number): void {
  const { nowMs } = world.agenda;
  // What slept could not look at its watch.
  if (nowMs - node.awakeSinceMs < freshMs) return;
  let free = 0;
  for (const ref of accounts) {
    const accountId = ref.accountId ?? world.tables.accountIds.get(accountKey(ref));
    if (accountId === undefined) {
      report(world, `I6: ${call.requestId} was refused by ${ref.name}, which nobody has opened`);
      return;
    }
    free += leastFree(world, accountId, nowMs - freshMs);
  }
  if (free >= needed) {
    const names = accounts.map(({ name }) => name).join(", ");
    report(world, `I6: ${call.requestId} was refused ${needed} by ${names}, where ${free} were free all along`);
  }
}

/** Units that others hold idle come back within two seconds; somebody is to get them. */
function checkHeld(world: World, { tenant, requestId }: Call): void {
  const { nowMs } = world.agenda;
  if (nowMs <= world.calmSinceMs || tenant.isContended) return;
  if (tenant.heldSinceMs === null) tenant.heldCount = 0;
  tenant.heldSinceMs ??= nowMs;
  tenant.heldCount++;
  if (nowMs > tenant.heldSinceMs + 2_000 && tenant.heldCount > 3)
    report(world, `liveness: ${requestId} of ${tenant.tenantId} was told to come again, like all before it for 2 s`);
}

/** Once everything works again, a call is answered by what it has bought, not by "later". */
function checkCalm(world: World, call: Call, node: SimNode, status: string): void {
  if (world.agenda.nowMs > world.calmSinceMs && !call.tenant.isContended)
    report(world, `liveness: ${call.requestId} of ${call.tenant.tenantId} was answered ${status} by ${node.nodeId}`);
}
