import type { Pass } from "@/lib/gateway/server/asked";
import type { Engine } from "@/lib/gateway/server/open-engine";
import type { Refusal, Seen } from "@/lib/gateway/types";
import type { RequestRow } from "@/lib/metering/server/request-log";

export type Ended = {
  status: number;
  gateUs: number;
  upstreamMs: number | null;
  upstreamStatus: number | null;
  pass: Pass | null;
  /** Takes the row of a call that held units: it is written with its usage. */
  settle?: (row: RequestRow) => void;
  refusal: Refusal;
  details: Readonly<Record<string, unknown>> | null;
  /** Set when an equal refusal of the same minute stands for this one. */
  foldedInto?: string;
};

/** Hands the row of a refused call to the request log, or to the ledger where the call held units. */
export function recordCall(engine: Engine, seen: Seen, ended: Ended): void {
  const { key, route, api, read } = seen;
  const decision = ended.refusal.decision;
  const looked = decision?.gates.find(({ gate, limit }) => gate === "quota" && limit !== undefined);
  const failing = decision?.gates.find(({ result }) => result === "refused");
  const units = ended.pass?.units ?? null;
  const row: RequestRow = {
    requestId: seen.requestId,
    decidedAt: seen.now,
    mode: key?.mode ?? null,
    door: engine.door,
    tenantId: key?.tenantId ?? null,
    keyId: key?.keyId ?? null,
    keyHint: key?.hint ?? null,
    apiId: api?.id ?? null,
    routeId: route?.id ?? null,
    featureId: route?.featureId ?? null,
    planVersionId: decision?.planVersion?.id ?? ended.pass?.decision.planVersion?.id ?? null,
    method: seen.method.slice(0, 20),
    routePath: route?.path ?? null,
    status: ended.status,
    code: ended.refusal.code,
    gates: decision?.gates ?? null,
    reasons: decision?.reasons ?? [],
    details: ended.details,
    limitUnits: units?.state.limit ?? looked?.limit ?? failing?.limit ?? null,
    usedUnits: units?.state.used ?? looked?.used ?? failing?.used ?? null,
    askedUnits: route?.featureId ? route.costUnits : null,
    units: 0,
    upstreamStatus: ended.upstreamStatus,
    gateUs: ended.gateUs,
    upstreamMs: ended.upstreamMs,
    totalMs: Math.round(performance.now() - seen.startedMs),
    aborted: false,
    clientRequestId: read?.clientRequestId ?? null,
  };
  if (units && ended.settle) ended.settle(row);
  else if (ended.foldedInto === undefined) engine.requestLog.write(row);
  else engine.requestLog.fold(ended.foldedInto, row);
}
