import type { requestLog } from "@/db/schema/metering";
import type { CatalogIndex } from "@/lib/catalog/index-catalog";
import type { Api, Route } from "@/lib/catalog/types";
import { decide } from "@/lib/entitlements/decide";
import { heldAt } from "@/lib/entitlements/held-at";
import type { JudgedCall, Refused } from "@/lib/entitlements/judged";
import type { CreditLot, Standing } from "@/lib/entitlements/types";
import { codes } from "@/lib/errors";
import { explainDecision } from "@/lib/gateway/explain-decision";
import type { Seen } from "@/lib/gateway/types";
import { newId } from "@/lib/id";
import type { IdentifiedKey } from "@/lib/keys/identified-key";
import { RefusalFolds } from "@/lib/metering/fold-refusals";
import { chooseRoute, type Weighed, weighRoutes } from "@/scripts/seed/choose-route";
import type { DemoFeature } from "@/scripts/seed/demo-catalogue";
import { DemoLedger, type DemoLot, type Draw } from "@/scripts/seed/demo-ledger";
import type { Mix } from "@/scripts/seed/story";

export type RequestRow = typeof requestLog.$inferInsert;

/** Hears one row after the other, each with what was drawn for it. */
export type Told = (row: RequestRow, draws: readonly Draw[]) => void;

/** A key as calls are made with it. */
export type ToldKey = IdentifiedKey & { share: number; from: Date; quietFrom: Date | null };

/** From an instant on, what a tenant stands on; a later one takes its place. */
export type Stage = { from: Date; standing: Standing };

/** One call before it is judged. Without a key: its secret is nobody's. */
export type PlannedCall = { at: Date; key: ToldKey | null };

export type TellInput = {
  calls: readonly PlannedCall[];
  stages: readonly Stage[];
  lots: readonly DemoLot[];
  catalog: CatalogIndex;
  api: Api;
  routes: readonly Route[];
  mix: Mix;
  /** Features that are called though the plan lacks them. */
  wants: readonly DemoFeature[];
  /** Where the mix of routes changes. */
  mixChangesAt: Date;
  errorShare: number;
  /** The upstream answers nothing good within it. */
  incident: { from: Date; to: Date };
};

const minuteMs = 60_000;
const nothing: readonly Draw[] = [];

/**
 * Judges invented calls one after the other with the product's own judge and a ledger in memory: what was let through,
 * what was refused and why, what each cost. Pure but for the ids; the same `random` tells the same story.
 */
export function tellCalls(input: TellInput, random: () => number, told: Told): DemoLedger {
  const ledger = new DemoLedger(input.lots);
  const folds = new RefusalFolds<RequestRow>();
  let stage = -1;
  let standing: Standing | null = null;
  let lots: CreditLot[] = [];
  let [minute, inMinute] = [0, 0];
  let weighed: Weighed = { routes: [], sum: 0 };
  let weighedFor: { planVersionId: string | null; isLate: boolean } | null = null;

  for (const { at, key } of input.calls) {
    while (input.stages[stage + 1] && (input.stages[stage + 1]?.from ?? at) <= at) {
      stage++;
      lots = [];
      // One array for the stage: what is known of periods is kept by the standing's identity.
      standing = { ...(input.stages[stage] as Stage).standing, creditLots: lots };
    }
    if (input.lots.length > 0) lots.splice(0, lots.length, ...ledger.lotsAt(at));
    const thisMinute = Math.floor(at.getTime() / minuteMs);
    if (thisMinute !== minute) {
      for (const { row, weight } of folds.turn(at)) told({ ...row, weight }, nothing);
      [minute, inMinute] = [thisMinute, 0];
    }
    const route = chooseRoute(routesAt(standing, at), random);
    const row = rowOf(input, at, key, route, random);
    if (!key || !standing) {
      told({ ...row, routeId: null, routePath: null, featureId: null, ...refusedKey("unknown") }, nothing);
      continue;
    }
    if (key.keyExpiresAt && key.keyExpiresAt <= at) keep({ ...row, ...expiredKey(key.keyExpiresAt) });
    else judge(standing, key, route, row, at);
  }
  for (const { row, weight } of folds.turn(new Date(), true)) told({ ...row, weight }, nothing);
  return ledger;

  /** What the tenant calls by its plan and its mix, found anew where one of them changes. */
  function routesAt(held: Standing | null, at: Date): Weighed {
    const isLate = at >= input.mixChangesAt;
    const planVersionId = held?.subscription ? heldAt(held.subscription, at).planVersionId : null;
    if (weighedFor?.planVersionId !== planVersionId || weighedFor.isLate !== isLate) {
      weighedFor = { planVersionId, isLate };
      const limits = input.catalog.planVersions.get(planVersionId ?? "")?.limits;
      const isCalled = ({ featureId }: Route) =>
        featureId === null ||
        limits === undefined ||
        Object.hasOwn(limits, featureId) ||
        input.wants.some((slug) => slug === input.catalog.features.get(featureId)?.slug);
      weighed = weighRoutes(input.routes, input.mix, isLate, isCalled);
    }
    return weighed;
  }

  /** A refusal, which folds into others of its kind and minute like the gateway's. */
  function keep(row: RequestRow): void {
    const kind = `${row.keyId}|${row.featureId}|${row.code}`;
    const { kept, stands } = folds.count(kind, row.requestId);
    if (kept) told(row, nothing);
    else if (stands) folds.stand(kind, row);
  }

  function judge(held: Standing, key: ToldKey, route: Route, row: RequestRow, at: Date): void {
    const rate = { used: inMinute, resetsAt: new Date((minute + 1) * minuteMs) };
    const call: JudgedCall = {
      key: { mode: "live", paused: false, scopes: key.scopes, addressAllowed: true, budgets: key.budgets },
      route,
      rate,
      ledger: null,
    };
    const first = decide(held, call, input.catalog, at);
    if (!first.allowed) {
      if (codes[first.code].status === 402) inMinute++;
      keep(refused(first, row, held, route, at));
      return;
    }
    inMinute++;
    row.planVersionId = first.planVersion?.id ?? null;
    const { spend } = first;
    if (!spend) {
      answer(input, row, random);
      told(row, nothing);
      return;
    }
    const paid = ledger.hold(spend, key.keyId, at);
    if ("kind" in paid) {
      const again = decide(held, { ...call, rate: { ...rate, used: 0 }, ledger: paid }, input.catalog, at);
      if (again.allowed) throw new Error("The judge let a call pass that nothing pays for.");
      keep(refused(again, row, held, route, at));
      return;
    }
    answer(input, row, random);
    const isCharged = row.code === null && row.status < 400;
    row.metered = true;
    row.units = isCharged ? spend.units : 0;
    row.limitUnits = paid.limit;
    row.usedUnits = isCharged ? paid.used : paid.used - spend.units;
    if (isCharged) for (const { account, cost } of paid.draws) account.consumed += cost;
    told(row, isCharged ? paid.draws : nothing);
  }

  function refused(decision: Refused, row: RequestRow, held: Standing, route: Route, at: Date): RequestRow {
    const looked = decision.gates.find(({ gate, limit }) => gate === "quota" && limit !== undefined);
    const failing = decision.gates.find(({ result }) => result === "refused");
    return {
      ...row,
      planVersionId: decision.planVersion?.id ?? null,
      status: codes[decision.code].status,
      code: decision.code,
      gates: decision.gates,
      reasons: decision.reasons,
      details: explainDecision(decision, seenOf(input.api, route, held, row, at)).details ?? null,
      limitUnits: looked?.limit ?? failing?.limit ?? null,
      usedUnits: looked?.used ?? failing?.used ?? null,
    };
  }
}

function rowOf({ api }: TellInput, at: Date, key: ToldKey | null, route: Route, random: () => number): RequestRow {
  return {
    requestId: newId("request", at),
    decidedAt: at,
    mode: key ? "live" : null,
    door: "gateway",
    tenantId: key?.tenantId ?? null,
    keyId: key?.keyId ?? null,
    keyHint: key?.hint ?? null,
    apiId: api.id,
    routeId: route.id,
    featureId: route.featureId,
    planVersionId: null,
    method: route.method,
    routePath: route.path,
    status: 200,
    code: null,
    gates: null,
    reasons: [],
    details: null,
    limitUnits: null,
    usedUnits: null,
    askedUnits: route.featureId ? route.costUnits : null,
    units: 0,
    upstreamStatus: null,
    gateUs: 250 + Math.floor(random() * 500),
    upstreamMs: null,
    totalMs: 1,
    aborted: false,
    clientRequestId: null,
    weight: 1,
    metered: false,
  };
}

/** Writes into a row what the upstream said of the call that was let through. */
function answer({ errorShare, incident }: TellInput, row: RequestRow, random: () => number): void {
  const upstreamMs = 8 + Math.floor(random() * random() * 180);
  const dice = random();
  const isDown = row.decidedAt >= incident.from && row.decidedAt < incident.to;
  if (isDown && dice >= 0.7) {
    row.status = 502;
    row.code = "upstream_error";
    row.totalMs = 4;
    return;
  }
  row.status = isDown ? 503 : dice >= errorShare ? 200 : dice < errorShare * 0.6 ? 404 : 500;
  row.upstreamStatus = row.status;
  row.upstreamMs = upstreamMs;
  row.totalMs = upstreamMs + 1;
}

const refusedKey = (reason: "unknown") => ({ status: 401, code: "invalid_api_key", details: { reason } }) as const;

const expiredKey = (expiredAt: Date) =>
  ({
    status: 401,
    code: "expired_api_key",
    details: { reason: "expired", expiredAt: expiredAt.toISOString() },
  }) as const;

/** As much of a call as explaining its refusal reads. */
const seenOf = (api: Api, route: Route, standing: Standing, row: RequestRow, now: Date): Seen => ({
  requestId: row.requestId,
  now,
  startedMs: 0,
  method: row.method,
  address: null,
  traceId: "",
  read: null,
  api,
  route,
  key: null,
  digest: null,
  standing,
  proven: true,
  ready: null,
});
