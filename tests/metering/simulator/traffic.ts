import { storeNow } from "@/lib/metering/core/store-now";
import type { Ending, Reservation } from "@/lib/metering/types";
import { checkRefusal } from "./check-refusal";
import { deliver, feed } from "./processes";
import { holdOf, type Tenant } from "./tenants";
import type { Call, Script, SimNode, World } from "./world";

/** Calls arrive at random, at random nodes, some tenants far more than others. */
export function keepCalling(world: World, untilMs: number): void {
  const { agenda, random, plan } = world;
  const weights = world.tenants.flatMap((tenant) => Array.from({ length: tenant.weight }, () => tenant));
  const next = () => {
    const isHealing = !world.areFaultsOn && agenda.nowMs < world.calmSinceMs;
    const pauseMs = random.pause(isHealing ? plan.callsPerSecond / 4 : plan.callsPerSecond);
    agenda.at(agenda.nowMs + pauseMs, () => {
      if (agenda.nowMs >= untilMs) return;
      const tenant = weights[random.below(weights.length)] as Tenant;
      // Bursts find races that a steady stream does not.
      const count = random.chance(0.1) ? random.between(2, 8) : 1;
      for (let index = 0; index < count; index++) ask(world, tenant);
      next();
    });
  };
  next();
}

function ask(world: World, tenant: Tenant): void {
  const { random, agenda } = world;
  const node = world.nodes[random.below(world.nodes.length)] as SimNode;
  const script = scriptOf(world, tenant);
  deliver(world, node, node.life, 0, () => {
    const { core, life, nodeId } = node;
    if (!core) return;
    const requestId = `req_${world.calls.length}`;
    const at = storeNow(core, node.clock.mono(agenda.nowMs));
    const hold = holdOf(tenant, requestId, at, node.lots.get(tenant.tenantId) ?? []);
    const call: Call = {
      requestId,
      tenant,
      hold,
      script,
      askedAtMs: agenda.nowMs,
      node,
      nodeId,
      life,
      reservation: null,
      admission: null,
      admit: null,
      isAdmitLost: false,
      isDamaged: false,
      leaseOpens: [],
      isDrawDamaged: false,
      outcome: null,
      isOutcomeLost: false,
      isOutcomeUnwritten: false,
      isBooked: false,
      draws: [],
      pending: [],
      isFirm: false,
      heldUnits: hold.units,
      progress: [],
      ending: null,
      isExecuted: false,
      executedUnits: 0,
    };
    world.calls.push(call);
    world.byRequest.set(requestId, call);
    const ticket = node.nextTicket++;
    node.waiting.set(ticket, { call, stream: null });
    feed(world, node, { type: "reserve", ticket, hold });
  });
}

function scriptOf({ random }: World, { cost, units }: Tenant): Script {
  const afterMs = random.chance(0.05) ? random.between(1_000, 4_000) : random.between(2, 300);
  if (random.chance(0.04)) return { kind: "connect_fails", afterMs, reported: 0 };
  if (random.chance(0.04)) return { kind: "fails", afterMs, reported: 0 };
  if (random.chance(0.03)) return { kind: "caller_leaves", afterMs: random.between(1, afterMs), reported: 0 };
  if (cost === "stream") return { kind: "stream", afterMs, reported: random.between(1, 3 * units) };
  if (cost !== "variable") return { kind: "answers", afterMs, reported: units };
  const nonsense = random.pick([-1, 1.5, Number.NaN, units + 1, Number.POSITIVE_INFINITY] as const);
  return { kind: "answers", afterMs, reported: random.chance(0.05) ? nonsense : random.between(0, units) };
}

/** The core has answered a hold: forward the call, or look whether the refusal is just. */
export function onAnswer(world: World, node: SimNode, ticket: number, reservation: Reservation): void {
  const asked = node.waiting.get(ticket);
  if (!asked) return;
  node.waiting.delete(ticket);
  const { call } = asked;
  call.reservation = reservation.status;
  if (reservation.status !== "granted") {
    checkRefusal(world, node, call, reservation);
    return;
  }
  call.tenant.heldSinceMs = null;
  world.counts.admitted++;
  call.admission = reservation.admission;
  const { kind, afterMs } = call.script;
  if (kind !== "connect_fails") world.agenda.at(world.agenda.nowMs + 1, () => execute(world, call));
  if (kind === "stream") {
    streamOn(world, call, 0);
    return;
  }
  deliver(world, node, node.life, 1 + afterMs, () => settle(world, call, endingOf(call)));
}

/** The upstream works for the call, and writes it into its own log: the oracle. A dead gateway forwards nothing more. */
function execute(world: World, call: Call): void {
  if (call.node.life !== call.life && !world.random.chance(0.5)) return;
  call.isExecuted = true;
  const { hold, script } = call;
  if (hold.isFixed) call.executedUnits = hold.units;
  else if (script.kind === "answers") call.executedUnits = chargedUnits(call, script.reported);
}

/** What a report is worth: nonsense costs the hold. */
export function chargedUnits(call: Call, reported: number): number {
  const isSense = Number.isInteger(reported) && reported >= 0 && reported <= call.heldUnits;
  return isSense ? reported : call.heldUnits;
}

function endingOf({ hold, script }: Call): Ending {
  const log = "{}";
  if (script.kind === "connect_fails" || script.kind === "fails") return { outcome: "void", log };
  if (script.kind === "caller_leaves") return { outcome: "ok", units: hold.minUnits, log };
  return { outcome: "ok", units: script.reported, log };
}

function settle(world: World, call: Call, ending: Ending): void {
  if (!call.admission || call.ending) return;
  call.ending = ending;
  feed(world, call.node, { type: "settle", admission: call.admission, ending });
}

/** Sends chunk after chunk; what outgrows the hold is asked for before it is sent. */
function streamOn(world: World, call: Call, sentUnits: number): void {
  const { random } = world;
  const { node, admission, script } = call;
  if (!admission) return;
  const end = () => settle(world, call, { outcome: "ok", units: sentUnits, log: "{}" });
  deliver(world, node, call.life, random.between(20, 900), () => {
    const chunk = random.between(1, 4);
    if (sentUnits >= script.reported) return end();
    const go = () => {
      call.executedUnits = sentUnits + chunk;
      feed(world, node, { type: "progress", admission, units: sentUnits + chunk });
      streamOn(world, call, sentUnits + chunk);
    };
    const missing = sentUnits + chunk - call.heldUnits;
    if (missing <= 0) return go();
    const ticket = node.nextTicket++;
    node.waiting.set(ticket, {
      call,
      stream: (granted) => {
        if (!granted) return end();
        call.heldUnits += missing;
        go();
      },
    });
    feed(world, node, { type: "extend", ticket, admission, moreUnits: missing });
  });
}

export function onExtended(node: SimNode, ticket: number, granted: boolean): void {
  const asked = node.waiting.get(ticket);
  node.waiting.delete(ticket);
  asked?.stream?.(granted);
}
