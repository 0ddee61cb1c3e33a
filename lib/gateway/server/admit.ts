import { matchRoute } from "@/lib/catalog/match-route";
import { clientAddress } from "@/lib/gateway/client-address";
import { preflightHeaders } from "@/lib/gateway/cors";
import { badRequest, readCall, tooLarge } from "@/lib/gateway/read-call";
import { identify } from "@/lib/gateway/server/identify";
import { judgeCall, type Pass } from "@/lib/gateway/server/judge-call";
import type { Engine } from "@/lib/gateway/server/open-engine";
import { continueTrace } from "@/lib/gateway/trace-context";
import type { Call, Refusal, Seen, Sink } from "@/lib/gateway/types";
import { log } from "@/lib/server/log";

const maxGapMs = 60_000;

const unavailable: Refusal = { code: "entitlement_unavailable" };
const full: Refusal = { code: "temporary_reduced_capacity", params: { retryAfter: { kind: "duration", seconds: 5 } } };

/** Everything before the upstream: the call may pass, or why not, or it was a preflight and is answered. */
export async function admit(engine: Engine, call: Call, seen: Seen, sink: Sink): Promise<Pass | Refusal | "answered"> {
  const { read, refusal } = readCall(call);
  seen.read = read;
  seen.address = clientAddress(call.peer, read.forwardedFor, engine.trustedProxyHops);
  const trace = continueTrace(read.traceparent);
  seen.traceId = trace.traceId;
  if (refusal) return refusal;
  if (engine.feed.gapMs() > maxGapMs) return unavailable;
  if (engine.meter.isFull()) return full;

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
    const pending = identify(engine, seen);
    const badKey = pending instanceof Promise ? await pending : pending;
    if (badKey) return badKey;
    return await judgeCall(engine, seen, seen.now);
  } catch (err) {
    // The change feed tells the log once that the store is away; a line a call would bury it.
    log().debug({ err, requestId: seen.requestId }, "the store did not answer for a call");
    return unavailable;
  }
}

function answerPreflight(seen: Seen, sink: Sink, methods: readonly string[]): void {
  if (!seen.api) return;
  sink.head(204, ["Request-Id", seen.requestId, ...preflightHeaders(seen.api, seen.read?.origin ?? null, methods)]);
  sink.end();
}
