import type { Sql } from "@/db/connect";
import type { DecisionClass } from "@/lib/analytics/decision-class";
import { refusalFamily } from "@/lib/analytics/refusal-family";
import type { LogFilter } from "@/lib/analytics/request-inputs";
import { resolveScope, type Scope } from "@/lib/analytics/scope";
import { findEpisodeFilter } from "@/lib/analytics/server/logs/find-episode-filter";
import { requireKnown } from "@/lib/analytics/server/logs/require-known";
import type { CountFilter } from "@/lib/analytics/server/rollups/read-counts";
import { readReportZone } from "@/lib/analytics/server/rollups/read-report-zone";
import { codes } from "@/lib/errors";
import { idTime } from "@/lib/id";

/** What of the log is read: a window and a filter that rows and counts understand alike. */
export type Log = {
  scope: Scope;
  filter: CountFilter;
  /** One call, of whatever mode; `from` and `to` lie around its own time. */
  requestId: string | null;
  from: Date;
  to: Date;
  reportZone: string;
};

/** A call is decided within minutes of its id; a window around it also finds what its sender's clock put off. */
const aroundMs = 60 * 60_000;
const aheadMs = 60_000;

/**
 * Reads an address of the log as a window and a filter. A tenant's own log names its `tenant`; staff's names none and
 * may filter by one. Ids that nobody has are refused, because an empty list would say that nothing happened.
 * @throws AppError `validation_failed` for a window or an id that cannot be; `not_found` for what is another tenant's.
 */
export async function resolveLog(
  sql: Sql,
  given: LogFilter,
  at: { now: Date; tenant: string | null; zone?: string },
): Promise<Log> {
  const [reportZone, keyTenant, episode] = await Promise.all([
    readReportZone(sql),
    requireKnown(sql, given, at.tenant),
    given.episode === undefined ? null : findEpisodeFilter(sql, given.episode, at.tenant),
  ]);
  const isFrozen = given.from !== undefined || given.to !== undefined;
  const ownWindow = episode && !isFrozen && given.range === undefined ? episode.window : null;
  const named = { range: given.range, from: given.from, to: given.to, ...ownWindow, tz: given.tz };
  const scope = resolveScope(named, { now: at.now, reportZone: at.zone ?? reportZone });
  const requestMs = given.request === undefined ? null : idTime(given.request).getTime();
  const tenant = at.tenant ?? keyTenant ?? undefined;
  const own = toFilter(given);
  return {
    scope,
    filter: {
      ...own,
      tenants: both(both(tenant === undefined ? undefined : [tenant], own.tenants), episode?.tenants),
      keys: both(own.keys, episode?.keys),
      features: both(own.features, episode?.features),
      codes: both(own.codes, episode?.codes),
      classes: both(own.classes, episode?.classes),
    },
    requestId: given.request ?? null,
    from: requestMs === null ? scope.from : new Date(Math.max(0, requestMs - aroundMs)),
    to: requestMs === null ? endOf(scope, at.now) : new Date(requestMs + aroundMs),
    reportZone,
  };
}

/** A gateway's clock may be ahead of ours by a moment: an open window ends that much later, as it does for counts. */
const endOf = ({ to }: Scope, now: Date): Date => (to >= now ? new Date(now.getTime() + aheadMs) : to);

const orNone = (id: string | undefined) => (id === undefined ? undefined : [id === "none" ? "" : id]);

function toFilter(given: LogFilter): CountFilter {
  const classes = given.class?.flatMap((name) => (name === "eligible" ? ["allowed", "money"] : [name]));
  const families = given.family;
  const ofFamilies = families && Object.keys(codes).filter((code) => families.includes(refusalFamily(code) ?? ""));
  return {
    mode: given.mode,
    tenants: orNone(given.tenant),
    keys: orNone(given.key),
    apis: given.api === undefined ? undefined : [given.api],
    routes: orNone(given.route),
    features: orNone(given.feature),
    plans: given.plan === "none" ? undefined : orNone(given.plan),
    planVersions: given.version === undefined ? (given.plan === "none" ? [""] : undefined) : [given.version],
    classes: both(classes as DecisionClass[] | undefined, families && ["money"]),
    codes: both(given.code, ofFamilies),
    statuses: given.status,
  };
}

/** What fits both of two lists of allowed values; none stands for all. */
function both<Value extends string>(
  one: readonly Value[] | undefined,
  other: readonly Value[] | undefined,
): readonly Value[] | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.filter((value) => other.includes(value));
}
