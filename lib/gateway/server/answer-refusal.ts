import { corsHeaders } from "@/lib/gateway/cors";
import { refuse } from "@/lib/gateway/refuse";
import type { Pass } from "@/lib/gateway/server/judge-call";
import type { Engine } from "@/lib/gateway/server/open-engine";
import { recordCall } from "@/lib/gateway/server/record-call";
import type { Refusal, Seen, Sink } from "@/lib/gateway/types";
import { renderProblem } from "@/lib/problem/render-problem";

/** Decision → answer, and its row in the request log. */
export function answerRefusal(
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
