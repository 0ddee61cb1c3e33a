import type { Allowed } from "@/lib/entitlements/decide";
import type { QuotaUse } from "@/lib/gateway/limit-headers";
import type { Engine } from "@/lib/gateway/server/open-engine";
import type { Refusal, Seen } from "@/lib/gateway/types";

export type Ended = {
  status: number;
  gateUs: number;
  upstreamMs: number | null;
  upstreamStatus: number | null;
  units: number;
  aborted: boolean;
  pass: { decision: Allowed; quota: QuotaUse | null } | null;
  refusal?: Refusal;
  details?: Readonly<Record<string, unknown>> | null;
  /** Set when an equal refusal of the same minute stands for this one. */
  foldedInto?: string;
};

/** Hands one ended call to the request log. */
export function recordCall(engine: Engine, seen: Seen, ended: Ended): void {
  const { key, route, api, read } = seen;
  const decision = ended.refusal?.decision;
  const quota = decision?.gates.find(({ gate, limit }) => gate === "quota" && limit !== undefined);
  const failing = decision?.gates.find(({ result }) => result === "refused");
  const row = {
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
    code: ended.refusal?.code ?? null,
    gates: decision?.gates ?? null,
    reasons: decision?.reasons ?? [],
    details: ended.details ?? null,
    limitUnits: ended.pass?.quota?.limit ?? quota?.limit ?? failing?.limit ?? null,
    usedUnits: ended.pass?.quota?.used ?? quota?.used ?? failing?.used ?? null,
    askedUnits: route?.featureId ? route.costUnits : null,
    units: ended.units,
    upstreamStatus: ended.upstreamStatus,
    gateUs: ended.gateUs,
    upstreamMs: ended.upstreamMs,
    totalMs: Math.round(performance.now() - seen.startedMs),
    aborted: ended.aborted,
    clientRequestId: read?.clientRequestId ?? null,
  };
  if (ended.foldedInto === undefined) engine.requestLog.write(row);
  else engine.requestLog.fold(ended.foldedInto, row);
}
