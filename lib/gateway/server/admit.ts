import { matchRoute } from "@/lib/catalog/match-route";
import { clientAddress } from "@/lib/gateway/client-address";
import { preflightHeaders } from "@/lib/gateway/cors";
import { badRequest, readCall, tooLarge } from "@/lib/gateway/read-call";
import type { Judged } from "@/lib/gateway/server/asked";
import { identify } from "@/lib/gateway/server/identify";
import { judgeCall } from "@/lib/gateway/server/judge-call";
import type { Engine } from "@/lib/gateway/server/open-engine";
import { continueTrace } from "@/lib/gateway/trace-context";
import type { Call, Refusal, Seen, Sink } from "@/lib/gateway/types";
import { log } from "@/lib/server/log";

const maxGapMs = 60_000;
/** Calls passed on and not ended: beyond this the process is busy with more than it can finish. */
const maxRunning = 8_192;

const unavailable: Refusal = { code: "entitlement_unavailable", likeness: "store away" };
const busy: Refusal = {
  code: "temporary_reduced_capacity",
  params: { retryAfter: { kind: "duration", seconds: 5 } },
  likeness: "busy",
};

type Admitted = Judged | "answered";

/** Everything before the upstream: the call may pass, or why not, or it was a preflight and is answered. */
export function admit(engine: Engine, call: Call, seen: Seen, sink: Sink): Admitted | Promise<Admitted> {
  const read = readCall(call);
  seen.read = read;
  seen.address = clientAddress(call.peer, read.forwardedFor, engine.trustedProxyHops);
  seen.traceId = continueTrace(read.traceparent);
  if (read.problem) return read.problem;
  if (engine.feed.gapMs() > maxGapMs) return unavailable;
  if (engine.running.size >= maxRunning) return busy;

  const match = matchRoute(engine.catalog().matcher, read.slug, read.preflightFor ?? call.method, read.path);
  if ("api" in match) seen.api = match.api;
  if (match.kind === "found") seen.route = match.route;
  if (match.kind === "bad_path") return badRequest(match.problem);
  if (match.kind === "unknown_api" || match.kind === "unknown_path") return { code: "not_found" };
  if (read.preflightFor !== null) {
    answerPreflight(seen, sink, match.kind === "found" ? [read.preflightFor] : match.allow);
    return "answered";
  }
  if (match.kind === "other_method") {
    return {
      code: "method_not_allowed",
      params: { method: { kind: "text", value: call.method } },
      details: { allow: match.allow },
      allow: match.allow,
    };
  }
  if (read.contentLength !== null && read.contentLength > match.route.maxBodyBytes)
    return tooLarge(match.route.maxBodyBytes);

  try {
    const badKey = identify(engine, seen);
    if (badKey === null) return unlessAway(judge(engine, seen), seen);
    if (!(badKey instanceof Promise)) return badKey;
    return unlessAway(
      badKey.then((refused) => refused ?? judge(engine, seen)),
      seen,
    );
  } catch (err) {
    return refuseAway(err, seen);
  }
}

function judge(engine: Engine, seen: Seen): Judged | Promise<Judged> {
  const { key, route } = seen;
  if (!key || !route) throw new Error("A call is judged only with a key and a route.");
  return judgeCall(engine, seen, { key, route, attempt: 0 });
}

const unlessAway = (judged: Judged | Promise<Judged>, seen: Seen): Judged | Promise<Judged> =>
  judged instanceof Promise ? judged.catch((err: unknown) => refuseAway(err, seen)) : judged;

function refuseAway(err: unknown, seen: Seen): Refusal {
  // The change feed tells the log once that the store is away; a line a call would bury it.
  log().debug({ err, requestId: seen.requestId }, "the store did not answer for a call");
  return unavailable;
}

function answerPreflight(seen: Seen, sink: Sink, methods: readonly string[]): void {
  if (!seen.api) return;
  sink.head(204, ["Request-Id", seen.requestId, ...preflightHeaders(seen.api, seen.read?.origin ?? null, methods)]);
  sink.end();
}
