import { corsHeaders } from "@/lib/gateway/cors";
import { type CallCost, type CallEnd, costOfAnswer, isCharged, readCost } from "@/lib/gateway/cost-of-answer";
import { filterResponseHeaders, responseValues } from "@/lib/gateway/filter-headers";
import { limitHeaders, type UnitsUse } from "@/lib/gateway/limit-headers";
import { meteredRow } from "@/lib/gateway/metered-row";
import { passedRow } from "@/lib/gateway/passed-row";
import { tooLarge } from "@/lib/gateway/read-call";
import { answerRefusal } from "@/lib/gateway/server/answer-refusal";
import type { Pass } from "@/lib/gateway/server/asked";
import { Forwarding, type ForwardResult } from "@/lib/gateway/server/forward";
import type { Engine } from "@/lib/gateway/server/open-engine";
import { upstreamHeaders } from "@/lib/gateway/server/upstream-headers";
import type { RunningCall } from "@/lib/gateway/server/watch-running";
import type { Call, Refusal, Seen, Sink } from "@/lib/gateway/types";
import { log } from "@/lib/server/log";

const noValues: readonly string[] = [];

/** Forwards a call that may pass, and settles what it holds, whatever happens. */
export function passOn(engine: Engine, call: Call, seen: Seen, sink: Sink, pass: Pass): void {
  const { api, route, read } = seen;
  if (!api || !route || !read) throw new Error("A call passes only with an api and a route.");
  const startedMs = performance.now();
  const gateUs = Math.round((startedMs - seen.startedMs) * 1000);
  const running: RunningCall = { digest: seen.digest, startedMs, cut: null };
  let reported = noValues;
  engine.running.add(running);

  const onEnd = (result: ForwardResult): void => {
    engine.running.delete(running);
    const endedMs = performance.now();
    engine.figures.forwarded(startedMs - seen.startedMs, endedMs - startedMs);
    const cost = costOf(pass, route, result, reported);
    if (cost.outcome === "ok" && cost.isBad) reportBadCost(engine, seen, reported);
    const upstreamMs = Math.round(endedMs - startedMs);
    const outcome = { gateUs, upstreamMs, upstreamStatus: result.status, pass };
    if (result.kind === "failed") {
      reportFailure(seen, result);
      const settle = (row: object): void => settleCall(engine, pass, cost, JSON.stringify(row));
      answerRefusal(engine, seen, sink, describeFailure(result, route.maxBodyBytes), { ...outcome, settle });
      return;
    }
    const status = result.kind === "aborted" ? 499 : result.status;
    const aborted = result.kind !== "whole";
    engine.figures.answered(status);
    if (!pass.units) {
      const totalMs = Math.round(endedMs - seen.startedMs);
      const planVersionId = pass.decision.planVersion?.id ?? null;
      const { upstreamStatus } = outcome;
      const row = { door: engine.door, planVersionId, status, upstreamStatus, gateUs, upstreamMs, totalMs, aborted };
      engine.requestLog.writeText(passedRow(seen, row));
      return;
    }
    const row = {
      planVersionId: pass.decision.planVersion?.id ?? null,
      status,
      limitUnits: pass.units.state.limit,
      usedUnits: pass.units.state.used,
      upstreamStatus: result.status,
      gateUs,
      upstreamMs,
      totalMs: Math.round(endedMs - seen.startedMs),
      aborted,
    };
    settleCall(engine, pass, cost, meteredRow(seen, row));
  };

  try {
    const forwarding = new Forwarding({
      api,
      route,
      upstream: engine.upstreams.of(api),
      retries: engine.retries,
      method: call.method,
      target: read.path + read.query,
      headers: upstreamHeaders(engine, call, seen),
      openBody: call.openBody,
      sink,
      onAnswer: (status, rawHeaders) => {
        if (route.costHeader !== null) reported = responseValues(rawHeaders, route.costHeader);
        return answerHeaders(engine, seen, pass, status, rawHeaders, reported);
      },
      onEnd,
    });
    running.cut = forwarding;
  } catch (error) {
    engine.running.delete(running);
    if (pass.units) engine.meter.settle(pass.units.admission, { outcome: "void", log: "" });
    throw error;
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
  status: number,
  rawHeaders: readonly Buffer[],
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
  return filterResponseHeaders(rawHeaders, route?.costHeader ?? null, headers);
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
