import type { Route } from "@/lib/catalog/types";
import { corsHeaders } from "@/lib/gateway/cors";
import { type CallCost, type CallEnd, costOfAnswer, isCharged, readCost } from "@/lib/gateway/cost-of-answer";
import { filterResponseHeaders, responseValues } from "@/lib/gateway/filter-headers";
import { limitHeaders, type UnitsUse } from "@/lib/gateway/limit-headers";
import { meteredRow } from "@/lib/gateway/metered-row";
import { passedRow } from "@/lib/gateway/passed-row";
import { tooLarge } from "@/lib/gateway/read-call";
import { answerRefusal } from "@/lib/gateway/server/answer-refusal";
import type { Pass } from "@/lib/gateway/server/asked";
import { type ForwardFollower, Forwarding, type ForwardResult } from "@/lib/gateway/server/forward";
import type { Engine } from "@/lib/gateway/server/open-engine";
import type { RunningCall } from "@/lib/gateway/server/running-calls";
import { writeCallHead } from "@/lib/gateway/server/upstream/write-call-head";
import type { Call, Refusal, Seen, Sink } from "@/lib/gateway/types";
import type { AnswerHead } from "@/lib/gateway/upstream/parse-answer-head";
import { log } from "@/lib/server/log";

const noValues: readonly string[] = [];

/**
 * Forwards a call that may pass, and settles what it holds, whatever happens.
 * @throws Error before anything was sent; what it holds is then the caller's to settle.
 */
export function passOn(engine: Engine, call: Call, seen: Seen, sink: Sink, pass: Pass): void {
  const { api, route, read } = seen;
  if (!api || !route || !read) throw new Error("A call passes only with an api and a route.");
  const passed = new PassedCall(engine, seen, sink, pass, route);
  engine.running.add(passed);
  try {
    const upstream = engine.upstreams.of(api);
    passed.cut = new Forwarding({
      api,
      route,
      upstream,
      retries: engine.retries,
      method: call.method,
      head: writeCallHead(engine, call, seen, api, read, upstream),
      caller: seen.key?.tenantId ?? "",
      openBody: call.openBody,
      bodyLength: read.contentLength,
      sink,
      follower: passed,
    });
  } catch (error) {
    engine.running.delete(passed);
    throw error;
  }
}

/** A call that was passed on, until it has ended and was settled and noted. */
class PassedCall implements RunningCall, ForwardFollower {
  readonly digest: string | null;
  readonly startedMs = performance.now();
  cut: RunningCall["cut"] = null;
  at = -1;
  readonly #engine: Engine;
  readonly #seen: Seen;
  readonly #sink: Sink;
  readonly #pass: Pass;
  readonly #route: Route;
  /** What the upstream's cost header said. */
  #reported = noValues;

  constructor(engine: Engine, seen: Seen, sink: Sink, pass: Pass, route: Route) {
    this.digest = seen.digest;
    this.#engine = engine;
    this.#seen = seen;
    this.#sink = sink;
    this.#pass = pass;
    this.#route = route;
  }

  onAnswer(head: AnswerHead): string[] {
    const { costHeader } = this.#route;
    if (costHeader !== null) this.#reported = responseValues(head.rawHeaders, costHeader);
    return answerHeaders(this.#engine, this.#seen, this.#pass, head, this.#reported);
  }

  onEnd(result: ForwardResult, endedMs: number): void {
    const [engine, seen, pass, route] = [this.#engine, this.#seen, this.#pass, this.#route];
    engine.running.delete(this);
    const gateUs = Math.round((this.startedMs - seen.startedMs) * 1000);
    const upstreamMs = Math.round(endedMs - this.startedMs);
    engine.figures.forwarded(this.startedMs - seen.startedMs, endedMs - this.startedMs);
    const cost = costOf(pass, route, result, this.#reported);
    if (cost.outcome === "ok" && cost.isBad) reportBadCost(engine, seen, this.#reported);
    try {
      this.#tell(result, cost, { gateUs, upstreamMs, totalMs: Math.round(endedMs - seen.startedMs) });
    } catch (err) {
      // Whatever fails here must not keep what the call holds, nor end the process: nobody above could say it better.
      log().error({ err, requestId: seen.requestId }, "a call that has ended could not be told of");
      settleCall(engine, pass, cost, "");
      this.#sink.reset();
    }
  }

  /** Answers a call that failed, and notes any. */
  #tell(result: ForwardResult, cost: CallCost, took: { gateUs: number; upstreamMs: number; totalMs: number }): void {
    const [engine, seen, pass, route] = [this.#engine, this.#seen, this.#pass, this.#route];
    const { gateUs, upstreamMs, totalMs } = took;
    if (result.kind === "failed") {
      reportFailure(seen, result);
      answerRefusal(engine, seen, this.#sink, describeFailure(result, route.maxBodyBytes), {
        ...{ gateUs, upstreamMs, upstreamStatus: result.status, pass },
        settle: (row) => settleCall(engine, pass, cost, JSON.stringify(row)),
      });
      return;
    }
    const status = result.kind === "aborted" ? 499 : result.status;
    engine.figures.answered(status);
    const planVersionId = pass.decision.planVersion?.id ?? null;
    const aborted = result.kind !== "whole";
    const row = { planVersionId, status, upstreamStatus: result.status, gateUs, upstreamMs, totalMs, aborted };
    if (!pass.units) {
      engine.requestLog.writeText(passedRow(seen, { door: engine.door, ...row }));
      return;
    }
    const { limit: limitUnits, used: usedUnits } = pass.units.state;
    settleCall(engine, pass, cost, meteredRow(seen, { limitUnits, usedUnits, ...row }));
  }
}

function settleCall(engine: Engine, { units }: Pass, cost: CallCost, log: string): void {
  if (!units) return;
  const ending =
    cost.outcome === "ok" ? { outcome: "ok" as const, units: cost.units, log } : { outcome: "void" as const, log };
  engine.meter.settle(units.admission, ending);
}

const free: CallCost = { outcome: "void", isBad: false };

function costOf(
  { units }: Pass,
  route: NonNullable<Seen["route"]>,
  result: ForwardResult,
  reported: readonly string[],
): CallCost {
  if (!units) return free;
  const { kind } = result;
  if (kind === "failed") return costOfAnswer(route, units.spend, { kind });
  const end: CallEnd =
    kind === "aborted"
      ? { kind, status: result.status, ordered: result.forwarded, reported }
      : { kind, status: result.status, reported };
  return costOfAnswer(route, units.spend, end);
}

/** The answer's headers: ours, with what the call costs, then what may pass of the upstream's. */
function answerHeaders(
  engine: Engine,
  seen: Seen,
  pass: Pass,
  { status, rawHeaders, connection }: AnswerHead,
  reported: readonly string[],
): string[] {
  const { api, route, read } = seen;
  const headers = ["Request-Id", seen.requestId];
  const told = pass.units && route ? tellUnits(pass.units, isCharged(route, status), route.costHeader, reported) : null;
  if (pass.units && route?.costHeader != null && told) {
    // A crash from here on must not forget what the upstream has said.
    engine.meter.progress(pass.units.admission, Math.round(told.charged / pricePerUnit(pass.units)));
  }
  headers.push(...limitHeaders(pass.rate, told, seen.now));
  if (pass.notice !== null) headers.push("Faregate-Notice", pass.notice);
  if (read?.origin != null) headers.push(...corsHeaders(api, read.origin));
  if (api && api.allowedOrigins.length > 0) headers.push("Vary", "Origin");
  // A 204 has no body, and whoever believed a length would take the next answer for it.
  const dropped = status === 204 ? [...connection, "content-length"] : connection;
  return filterResponseHeaders(rawHeaders, dropped, route?.costHeader ?? null, headers);
}

type Units = NonNullable<Pass["units"]>;

const pricePerUnit = ({ admission, spend }: Units): number => (admission.source === "credits" ? spend.microPerUnit : 1);

/** What the headers say of units: as if the call's true cost had been taken, and no more. */
function tellUnits(units: Units, charged: boolean, costHeader: string | null, reported: readonly string[]): UnitsUse {
  const { admission, state, spend } = units;
  const price = pricePerUnit(units);
  let cost = spend.units;
  if (!charged) cost = 0;
  else if (costHeader !== null) cost = readCost(reported, spend.units) ?? spend.units;
  return {
    feature: spend.feature,
    source: admission.source,
    period: spend.period ?? noPeriod,
    limit: admission.source === "credits" && spend.lots > 1 ? null : state.limit,
    used: state.used - (spend.units - cost) * price,
    charged: cost * price,
  };
}

/** Paid by credits alone: the headers then name no window. */
const noPeriod = { start: new Date(0), end: new Date(0) };

function reportBadCost(engine: Engine, seen: Seen, reported: readonly string[]): void {
  engine.figures.badCost();
  const told = reported.length > 1 ? `${reported.length} values` : (reported[0] ?? "nothing").slice(0, 40);
  const { requestId, api, route } = seen;
  log().error(
    { alarm: "bad_cost", requestId, apiId: api?.id, routeId: route?.id, told },
    "the upstream's cost makes no sense; what was held is charged",
  );
}

/** Our own unpaid bill is for the operator to hear of at once; an upstream that is away is not our fault. */
function reportFailure({ requestId, api }: Seen, { failure, error }: ForwardResult & { kind: "failed" }): void {
  const told = { err: error, requestId, apiId: api?.id, failure };
  if (failure === "billing") log().error(told, "the upstream asks the operator for money");
  else if (failure !== "too_large") log().warn(told, "the upstream could not be used");
}

function describeFailure({ failure, sent }: ForwardResult & { kind: "failed" }, maxBodyBytes: number): Refusal {
  switch (failure) {
    case "too_large":
      return tooLarge(maxBodyBytes);
    case "billing":
      return { code: "upstream_billing_unavailable" };
    case "late":
      return { code: "upstream_timeout", details: { sent } };
    case "unreachable":
      return { code: "upstream_error", details: { sent } };
  }
}
