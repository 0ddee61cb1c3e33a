import { matchRoute } from "@/lib/catalog/match-route";
import { type Decision, decide, type JudgedCall, type Spend } from "@/lib/entitlements/decide";
import type { Standing } from "@/lib/entitlements/types";
import { codes } from "@/lib/errors";
import { clientAddress } from "@/lib/gateway/client-address";
import { corsHeaders, preflightHeaders } from "@/lib/gateway/cors";
import { filterRequestHeaders } from "@/lib/gateway/filter-headers";
import { limitHeaders, type QuotaUse, type RateUse } from "@/lib/gateway/limit-headers";
import { minuteEnd } from "@/lib/gateway/minute-windows";
import { readCall } from "@/lib/gateway/read-call";
import { refuse } from "@/lib/gateway/refuse";
import { type ForwardResult, forward } from "@/lib/gateway/server/forward";
import { identify } from "@/lib/gateway/server/identify";
import type { Engine } from "@/lib/gateway/server/open-engine";
import { recordCall } from "@/lib/gateway/server/record-call";
import { continueTrace, makeTraceparent } from "@/lib/gateway/trace-context";
import type { Call, Refusal, Seen, Sink } from "@/lib/gateway/types";
import { newId } from "@/lib/id";
import { matchNetwork } from "@/lib/keys/match-network";
import { renderProblem } from "@/lib/problem/render-problem";
import { log } from "@/lib/server/log";

const maxGapMs = 60_000;
const certainGapMs = 5_000;
const rereadMs = 250;

const unavailable: Refusal = { code: "entitlement_unavailable" };

/** What a call that may pass holds and tells. */
type Pass = {
  standing: Standing;
  decision: Decision & { allowed: true };
  quota: QuotaUse | null;
  rate: RateUse | null;
};

/**
 * Serves one call, at either door: read, identify, decide, reserve, forward, settle – or refuse. Never rejects, and
 * always answers or cuts off.
 */
export async function serve(engine: Engine, call: Call, sink: Sink): Promise<void> {
  const now = new Date();
  const seen: Seen = {
    requestId: newId("request", now),
    now,
    startedMs: performance.now(),
    method: call.method,
    address: null,
    traceId: "",
    read: null,
    api: null,
    route: null,
    key: null,
    standing: null,
    proven: false,
  };
  engine.active.calls++;
  try {
    const passed = await admit(engine, call, seen, sink);
    if (passed === "answered") return;
    if ("code" in passed) answerRefusal(engine, seen, sink, passed, null);
    else await passOn(engine, call, seen, sink, passed);
  } catch (err) {
    log().error({ err, requestId: seen.requestId }, "a call could not be served");
    try {
      answerRefusal(engine, seen, sink, { code: "internal_error" }, null);
    } catch {
      sink.reset();
    }
  } finally {
    engine.active.calls--;
  }
}

/** Everything before the upstream: the call may pass, or why not, or it was a preflight and is answered. */
async function admit(engine: Engine, call: Call, seen: Seen, sink: Sink): Promise<Pass | Refusal | "answered"> {
  const { read, refusal } = readCall(call);
  seen.read = read;
  seen.address = clientAddress(call.peer, read.forwardedFor, engine.trustedProxyHops);
  const trace = continueTrace(read.traceparent);
  seen.traceId = trace.traceId;
  if (refusal) return refusal;
  if (engine.feed.gapMs() > maxGapMs) return unavailable;

  const match = matchRoute(engine.catalog().matcher, read.slug, read.preflightFor ?? call.method, read.path);
  if ("api" in match) seen.api = match.api;
  if (match.kind === "found") seen.route = match.route;
  if (match.kind === "bad_path") {
    return {
      code: "invalid_request",
      params: { problem: { kind: "text", value: match.problem } },
      details: { problem: match.problem },
    };
  }
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
    return await judge(engine, seen);
  } catch (err) {
    log().warn({ err, requestId: seen.requestId }, "the store did not answer for a call");
    return unavailable;
  }
}

const tooLarge = (limit: number): Refusal => ({
  code: "payload_too_large",
  params: { limit: { kind: "number", value: limit } },
  details: { limit },
});

/** Asks the judge, and the ledger when units are needed. @throws Error when the store does not answer. */
async function judge(engine: Engine, seen: Seen, attempt = 0): Promise<Pass | Refusal> {
  const { key, route, now } = seen;
  if (!key || !route) throw new Error("A call is judged only with a key and a route.");
  const standing = engine.standings.get(key.tenantId) ?? (await engine.loadStanding(key.tenantId));
  if (!standing) throw new Error("A key has no tenant.");
  seen.standing = standing;
  const held = standing.subscription?.planVersionId;
  if (held && !engine.catalog().planVersions.has(held)) await engine.reloadCatalog();

  const facts: JudgedCall = {
    key: {
      paused: key.pausedAt !== null,
      scopes: key.scopes,
      addressAllowed: key.networks.length === 0 || (seen.address !== null && matchNetwork(key.networks, seen.address)),
    },
    route,
    rate: { used: engine.rates.used(key.tenantId, now), resetsAt: minuteEnd(now) },
    quota: null,
  };
  const decision = decide(standing, facts, engine.catalog(), now);
  const status = decision.allowed ? 200 : codes[decision.code].status;
  if (attempt === 0 && status !== 403 && status !== 429) engine.rates.add(key.tenantId, now);
  if (!decision.allowed) {
    // A refusal for money must be certain: without the feed in contact, the tenant is read once more.
    if (status !== 402 || attempt > 0 || engine.feed.gapMs() <= certainGapMs) return { code: decision.code, decision };
    engine.standings.invalidate(key.tenantId);
    await within(rereadMs, engine.loadStanding(key.tenantId));
    return judge(engine, seen, attempt + 1);
  }
  const limit = decision.planVersion?.ratePerMinute ?? null;
  const rate = limit === null ? null : { limit, used: engine.rates.used(key.tenantId, now), resetsAt: minuteEnd(now) };
  if (!decision.spend) return { standing, decision, quota: null, rate };
  return spend(engine, seen, { standing, decision, quota: null, rate }, decision.spend, facts, attempt);
}

async function spend(
  engine: Engine,
  seen: Seen,
  pass: Pass,
  wanted: Spend,
  facts: JudgedCall,
  attempt: number,
): Promise<Pass | Refusal> {
  const { key, route, now } = seen;
  if (!key || !route) throw new Error("Units are taken only with a key and a route.");
  const feature = engine.catalog().features.get(wanted.featureId);
  if (!feature) throw new Error("A route asks for a feature that is not in the catalogue.");
  const { tenantId, keyId, mode } = key;
  const answer = await engine.meter.reserve(
    { tenantId, requestId: seen.requestId, keyId, routeId: route.id, mode, ...wanted },
    now,
  );
  if (answer.status === "granted") {
    const { limit, used } = answer;
    return { ...pass, quota: { feature, period: wanted.period, limit, used, charged: wanted.units } };
  }
  if (answer.status === "refused") {
    const { limit, used } = answer;
    const decision = decide(pass.standing, { ...facts, rate: null, quota: { limit, used } }, engine.catalog(), now);
    if (!decision.allowed) return { code: decision.code, decision };
  }
  // What is held in memory and the store disagree: read again, once or twice, before giving up.
  if (attempt >= 2) return unavailable;
  engine.standings.invalidate(tenantId);
  return judge(engine, { ...seen, ...(answer.status === "outside_period" && { now: answer.at }) }, attempt + 1);
}

/** The value if it comes in time. @throws Error when it does not. */
async function within<Value>(ms: number, value: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${ms} ms.`)), ms);
  });
  try {
    return await Promise.race([value, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Forwards a call that may pass, and settles what it holds, whatever happens. */
async function passOn(engine: Engine, call: Call, seen: Seen, sink: Sink, pass: Pass): Promise<void> {
  const { api, route, key, read } = seen;
  if (!api || !route || !key || !read) throw new Error("A call passes only with an api, a route and a key.");
  const gateUs = Math.round((performance.now() - seen.startedMs) * 1000);
  const upstreamStartedMs = performance.now();
  const held = pass.quota?.charged ?? 0;
  let settled: Promise<void> | null = null;
  let charged = 0;
  const settle = (isCharged: boolean): Promise<void> | null => {
    if (!pass.quota) return null;
    charged = isCharged ? held : 0;
    settled ??= engine.meter.settle(key.tenantId, seen.requestId, isCharged ? "ok" : "void", held);
    return settled;
  };
  const isCharged = (status: number) => route.chargedStatuses.some(([from, to]) => status >= from && status <= to);

  let result: ForwardResult;
  try {
    result = await forward({
      api,
      route,
      upstream: engine.upstreams.of(api),
      method: call.method,
      target: read.path + read.query,
      headers: upstreamHeaders(engine, call, seen),
      openBody: call.openBody,
      contentLength: read.contentLength,
      sink,
      onAnswer: (status) => {
        // An answer that costs nothing gives its units back before the caller can come again.
        if (!isCharged(status)) settle(false);
        const quota =
          pass.quota && !isCharged(status) ? { ...pass.quota, used: pass.quota.used - held, charged: 0 } : pass.quota;
        return [
          "Request-Id",
          seen.requestId,
          ...limitHeaders(pass.rate, quota, seen.now),
          ...corsHeaders(api, read.origin),
          ...(api.allowedOrigins.length > 0 ? ["Vary", "Origin"] : []),
        ];
      },
      beforeEnd: () => settled && Promise.race([settled, sleep(250)]),
    });
  } catch (error) {
    settle(false);
    throw error;
  }
  const upstreamMs = Math.round(performance.now() - upstreamStartedMs);
  const outcome = { gateUs, upstreamMs, upstreamStatus: result.status, pass };
  switch (result.kind) {
    case "whole":
      settle(isCharged(result.status));
      break;
    case "broken":
      settle(false);
      break;
    case "aborted":
      // The work was ordered: closing early is not free.
      settle(result.status === null || isCharged(result.status));
      break;
    case "failed": {
      const waited = settle(false);
      if (waited) await Promise.race([waited, sleep(250)]);
      if (
        result.failure === "billing" ||
        (result.error && !/^(ECONN|UND_ERR|ENOTFOUND|EAI)/.test(codeName(result.error)))
      ) {
        log().error(
          { err: result.error, requestId: seen.requestId, apiId: api.id, status: result.status },
          "the upstream cannot be used",
        );
      }
      answerRefusal(engine, seen, sink, describeFailure(result, route.maxBodyBytes), outcome);
      return;
    }
  }
  recordCall(engine, seen, {
    ...outcome,
    status: result.kind === "aborted" ? 499 : result.status,
    units: charged,
    aborted: result.kind !== "whole",
  });
}

const codeName = (error: Error): string => ("code" in error ? String(error.code) : "");
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

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

/** The upstream's request headers: what may pass of the caller's, then ours, which nothing can name away. */
function upstreamHeaders(engine: Engine, call: Call, seen: Seen): string[] {
  const credential = seen.api?.upstreamCredential ?? null;
  const headers = filterRequestHeaders(call.rawHeaders, seen.read?.connectionNames ?? [], {
    credentialHeader: credential?.header ?? null,
    dropCookies: engine.door === "portal",
  });
  if (seen.address) headers.push("x-forwarded-for", seen.address);
  headers.push(
    "x-forwarded-proto",
    engine.gatewayUrl.protocol.slice(0, -1),
    "x-forwarded-host",
    engine.gatewayUrl.host,
  );
  headers.push("request-id", seen.requestId, "traceparent", makeTraceparent(seen.traceId, "00"));
  headers.push("faregate-tenant", seen.key?.tenantId ?? "", "faregate-key", seen.key?.keyId ?? "");
  if (call.openBody && seen.read?.contentLength != null)
    headers.push("content-length", String(seen.read.contentLength));
  if (credential) headers.push(credential.header, credential.value);
  return headers;
}

function answerPreflight(seen: Seen, sink: Sink, methods: readonly string[]): void {
  if (!seen.api) return;
  sink.head(204, ["Request-Id", seen.requestId, ...preflightHeaders(seen.api, seen.read?.origin ?? null, methods)]);
  sink.end();
}

/** Decision → answer, and its row in the request log. */
function answerRefusal(
  engine: Engine,
  seen: Seen,
  sink: Sink,
  refusal: Refusal,
  forwarded: { gateUs: number; upstreamMs: number; upstreamStatus: number | null; pass: Pass } | null,
): void {
  const kind = `${seen.key?.tenantId ?? ""}|${seen.key?.keyId ?? ""}|${seen.route?.featureId ?? ""}|${refusal.code}`;
  const fold = engine.requestLog.countRefusal(kind, seen.requestId);
  const problem = refuse(refusal, seen, fold.explainId, engine.refusal);
  const { status, headers, body } = renderProblem(problem, {
    accept: seen.read?.accept,
    acceptLanguage: seen.read?.acceptLanguage,
    tenantLocale: seen.proven ? seen.standing?.tenant.locale : null,
    defaultLocale: engine.defaultLocale,
  });
  const raw: string[] = [];
  for (const name in headers) raw.push(name, headers[name] ?? "");
  raw.push("Content-Length", String(Buffer.byteLength(body)), ...corsHeaders(seen.api, seen.read?.origin ?? null));
  sink.head(status, raw);
  sink.end(seen.method === "HEAD" ? "" : body);
  recordCall(engine, seen, {
    gateUs: forwarded?.gateUs ?? Math.round((performance.now() - seen.startedMs) * 1000),
    upstreamMs: forwarded?.upstreamMs ?? null,
    upstreamStatus: forwarded?.upstreamStatus ?? null,
    pass: forwarded?.pass ?? null,
    status,
    units: 0,
    aborted: false,
    refusal,
    details: problem.details ?? null,
    ...(!fold.kept && { foldedInto: kind }),
  });
}
