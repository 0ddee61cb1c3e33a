import { corsHeaders } from "@/lib/gateway/cors";
import { filterRequestHeaders } from "@/lib/gateway/filter-headers";
import { limitHeaders } from "@/lib/gateway/limit-headers";
import { tooLarge } from "@/lib/gateway/read-call";
import { answerRefusal } from "@/lib/gateway/server/answer-refusal";
import { type ForwardResult, forward } from "@/lib/gateway/server/forward";
import type { Pass } from "@/lib/gateway/server/judge-call";
import type { Engine } from "@/lib/gateway/server/open-engine";
import { recordCall } from "@/lib/gateway/server/record-call";
import type { RunningCall } from "@/lib/gateway/server/watch-running";
import { makeTraceparent } from "@/lib/gateway/trace-context";
import type { Call, Refusal, Seen, Sink } from "@/lib/gateway/types";
import { log } from "@/lib/server/log";

/** How long an answer waits at most for its units to be given back. */
const giveBackMs = 250;

/** Forwards a call that may pass, and settles what it holds, whatever happens. */
export async function passOn(engine: Engine, call: Call, seen: Seen, sink: Sink, pass: Pass): Promise<void> {
  const { api, route, key, read } = seen;
  if (!api || !route || !key || !read) throw new Error("A call passes only with an api, a route and a key.");
  const gateUs = Math.round((performance.now() - seen.startedMs) * 1000);
  const upstreamStartedMs = performance.now();
  const held = pass.quota?.charged ?? 0;
  let settled: Promise<void> | undefined;
  let charged = 0;
  const settle = (isCharged: boolean): Promise<void> => {
    if (!pass.quota) return Promise.resolve();
    charged = isCharged ? held : 0;
    settled ??= engine.meter.settle(key.tenantId, seen.requestId, isCharged ? "ok" : "void", held);
    return settled;
  };
  const isCharged = (status: number) => route.chargedStatuses.some(([from, to]) => status >= from && status <= to);

  const running: RunningCall = { digest: seen.digest, startedMs: seen.startedMs, cut: () => undefined };
  engine.running.add(running);
  let result: ForwardResult;
  try {
    result = await forward({
      api,
      route,
      upstream: engine.upstreams.of(api),
      retries: engine.retries,
      method: call.method,
      target: read.path + read.query,
      headers: upstreamHeaders(engine, call, seen),
      openBody: call.openBody,
      contentLength: read.contentLength,
      sink,
      // An answer that costs nothing gives its units back before the caller hears of it and can come again.
      onAnswer: (status) => {
        if (isCharged(status) || !pass.quota) return null;
        return Promise.race([settle(false), sleep(giveBackMs)]);
      },
      onRunning: (cut) => {
        running.cut = cut;
      },
      headersFor: (status) => {
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
    });
  } catch (error) {
    void settle(false);
    throw error;
  } finally {
    engine.running.delete(running);
  }
  const upstreamMs = Math.round(performance.now() - upstreamStartedMs);
  const outcome = { gateUs, upstreamMs, upstreamStatus: result.status, pass };
  switch (result.kind) {
    case "whole":
      void settle(isCharged(result.status));
      break;
    case "broken":
      void settle(false);
      break;
    case "aborted":
      // The work was ordered: closing early is not free. An order that never came whole is, unless it was answered.
      void settle(result.status === null ? result.forwarded : isCharged(result.status));
      break;
    case "failed": {
      if (pass.quota) await Promise.race([settle(false), sleep(giveBackMs)]);
      // Our own unpaid bill is for the operator to hear of at once; an upstream that is away is not our fault.
      const told = { err: result.error, requestId: seen.requestId, apiId: api.id, failure: result.failure };
      if (result.failure === "billing") log().error(told, "the upstream asks the operator for money");
      else if (result.failure !== "too_large") log().warn(told, "the upstream could not be used");
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
