import { corsHeaders } from "@/lib/gateway/cors";
import { refuse } from "@/lib/gateway/refuse";
import type { Pass } from "@/lib/gateway/server/asked";
import type { Engine } from "@/lib/gateway/server/open-engine";
import { recordCall } from "@/lib/gateway/server/record-call";
import { tellAgain } from "@/lib/gateway/server/tell-again";
import { type SplicedBytes, spliceBytes } from "@/lib/gateway/splice-bytes";
import { fillText, spliceText } from "@/lib/gateway/splice-text";
import type { ReadyRefusal, Refusal, Seen, Sink } from "@/lib/gateway/types";
import { renderProblem } from "@/lib/problem/render-problem";

/** What came before a refusal that was made only after the call had been passed on. */
export type Forwarded = {
  gateUs: number;
  upstreamMs: number;
  upstreamStatus: number | null;
  pass: Pass;
  /** Takes the call's row instead of the request log. */
  settle: (row: object) => void;
};
type Folded = { kept: boolean; explainId: string; stands: boolean };
type Answer = { status: number; headers: string[]; body: string; details: Readonly<Record<string, unknown>> | null };

/** Decision → answer, and its row in the request log. */
export function answerRefusal(
  engine: Engine,
  seen: Seen,
  sink: Sink,
  refusal: Refusal,
  forwarded: Forwarded | null,
): void {
  const { likeness } = refusal;
  const ready = seen.ready ?? (likeness === undefined ? null : engine.readyRefusals.find(seen, likeness));
  const kind =
    ready?.kind ??
    `${seen.key?.tenantId ?? ""}|${seen.key?.keyId ?? ""}|${seen.route?.featureId ?? ""}|${refusal.code}`;
  // A call that was passed on has a row of its own, with its usage.
  const fold: Folded = forwarded
    ? { kept: true, explainId: seen.requestId, stands: false }
    : engine.requestLog.countRefusal(kind, seen.requestId);
  if (!fold.kept && !fold.stands && ready && ready.explainId === fold.explainId) {
    answerReady(seen, sink, ready);
    engine.figures.refused(ready.refusal.code, ready.status, seen.startedMs);
    return;
  }
  const answer = render(engine, seen, refusal, fold.explainId);
  const kept =
    !fold.kept && likeness !== undefined ? keepReady(engine, seen, refusal, { likeness, kind, answer, fold }) : null;
  sink.head(answer.status, answer.headers);
  if (kept) kept.whole = spliceWhole(seen, sink.headSent(), answer.body);
  sink.end(seen.method === "HEAD" ? "" : answer.body);
  engine.figures.refused(refusal.code, answer.status, seen.startedMs);
  if (!fold.kept && !fold.stands) return;
  recordCall(engine, seen, {
    gateUs: forwarded?.gateUs ?? Math.round((performance.now() - seen.startedMs) * 1000),
    upstreamMs: forwarded?.upstreamMs ?? null,
    upstreamStatus: forwarded?.upstreamStatus ?? null,
    pass: forwarded?.pass ?? null,
    status: answer.status,
    refusal,
    details: answer.details,
    ...(forwarded && { settle: forwarded.settle }),
    ...(!fold.kept && { foldedInto: kind }),
  });
}

/** The answer as Latin-1 text of its bytes: a text of one byte a character is written fastest. */
function render(engine: Engine, seen: Seen, refusal: Refusal, explainId: string): Answer {
  const problem = refuse(refusal, seen, explainId, engine.refusal);
  const { status, headers, body } = renderProblem(problem, {
    accept: seen.read?.accept,
    acceptLanguage: seen.read?.acceptLanguage,
    tenantLocale: seen.proven ? seen.standing?.tenant.locale : null,
    defaultLocale: engine.defaultLocale,
  });
  const bytes = Buffer.from(body).toString("latin1");
  const raw: string[] = [];
  for (const name in headers) raw.push(name, headers[name] ?? "");
  raw.push("Content-Length", String(bytes.length), ...corsHeaders(seen.api, seen.read?.origin ?? null));
  return { status, headers: raw, body: bytes, details: problem.details ?? null };
}

/** Tells a refusal of a moment ago again: by the very bytes where the connection takes them, else head and body. */
function answerReady(seen: Seen, sink: Sink, { status, headers, body, whole }: ReadyRefusal): void {
  const { requestId, traceId } = seen;
  if (whole && tellAgain(sink, whole, requestId, traceId)) return;
  const raw: string[] = [];
  for (const text of headers) {
    raw.push(text.gaps.length === 0 ? (text.parts[0] ?? "") : fillText(text, requestId, traceId));
  }
  sink.head(status, raw);
  sink.end(seen.method === "HEAD" ? "" : fillText(body, requestId, traceId));
}

const spliceWhole = ({ requestId, traceId }: Seen, head: string | null, body: string): SplicedBytes | null =>
  head === null ? null : spliceBytes(head + body, requestId, traceId);

function keepReady(
  engine: Engine,
  seen: Seen,
  refusal: Refusal,
  { likeness, kind, answer, fold }: { likeness: string; kind: string; answer: Answer; fold: Folded },
): ReadyRefusal {
  const { requestId, traceId } = seen;
  const ready: ReadyRefusal = {
    likeness,
    refusal,
    kind,
    explainId: fold.explainId,
    status: answer.status,
    headers: answer.headers.map((text) => spliceText(text, requestId, traceId)),
    body: spliceText(answer.body, requestId, traceId),
    whole: null,
  };
  engine.readyRefusals.keep(seen, ready);
  return ready;
}
