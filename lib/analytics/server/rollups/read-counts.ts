import type postgres from "postgres";
import type { Sql } from "@/db/connect";
import type { DecisionClass } from "@/lib/analytics/decision-class";
import { type CountSource, type Piece, planPieces } from "@/lib/analytics/plan-pieces";

/** What counts can be divided by. */
export type Dimension = "tenant" | "key" | "route" | "feature" | "planVersion" | "status";

/** Which calls are counted. A list means "one of", '' among ids "none"; several filters mean "and". */
export type CountFilter = {
  /** `live` includes calls with a key that nobody knows. */
  mode: "live" | "test";
  tenants?: readonly string[] | undefined;
  keys?: readonly string[] | undefined;
  apis?: readonly string[] | undefined;
  routes?: readonly string[] | undefined;
  features?: readonly string[] | undefined;
  plans?: readonly string[] | undefined;
  planVersions?: readonly string[] | undefined;
  classes?: readonly DecisionClass[] | undefined;
  codes?: readonly string[] | undefined;
  /** Statuses and classes of them: `402`, `5xx`. */
  statuses?: readonly string[] | undefined;
};

/** Calls alone, for rates: a fifth less to sum up. */
export type CallRow = {
  /** Place of the step among `starts`, from 0. */
  step: number;
  class: DecisionClass;
  /** '' for a call that was let through. */
  code: string;
  /** Ids by dimension as asked for in `by`; '' where the call had none. */
  tenant?: string;
  key?: string;
  route?: string;
  feature?: string;
  planVersion?: string;
  status?: string;
  /** Folded refusals counted in full. */
  calls: number;
};

export type CountRow = CallRow & {
  /** Settled; asked for, whatever the answer. */
  units: number;
  askedUnits: number;
  /** Answers of the upstream with 4xx and 5xx. */
  clientErrors: number;
  serverErrors: number;
};

export type CountRequest = {
  /** Starts of the steps, ascending; the first is the window's start. One start: one sum. */
  starts: readonly Date[];
  to: Date;
  now: Date;
  /** Zone of the counts by day: `install.report_zone`. */
  reportZone: string;
  filter: CountFilter;
  by?: readonly Dimension[] | undefined;
};

const columns: Record<Dimension, string> = {
  tenant: "tenant_id",
  key: "key_id",
  route: "route_id",
  feature: "feature_id",
  planVersion: "plan_version_id",
  status: "status",
};
const tables: Record<Exclude<CountSource, "day">, string> = {
  hour: "roll_hour",
  quarter: "roll_quarter",
  log: "request_log",
};

/**
 * Calls of a window by step, class and code, and by whatever else is asked for, with their units. Read from the coarsest
 * counts whose buckets lie whole in the steps; the same numbers as a count over the log's rows.
 */
export const readCounts = (sql: Sql, request: CountRequest): Promise<CountRow[]> =>
  readSums<CountRow>(sql, request, [
    ["calls", "calls"],
    ["units", "units"],
    ["asked", "askedUnits"],
    ["client_errors", "clientErrors"],
    ["server_errors", "serverErrors"],
  ]);

const running = new WeakMap<Sql, Map<string, Promise<readonly CallRow[]>>>();

/** The same without units. What two parts of a page ask for at the same moment is read once. */
export function readCalls(sql: Sql, request: CountRequest): Promise<readonly CallRow[]> {
  const reads = running.get(sql) ?? new Map<string, Promise<readonly CallRow[]>>();
  running.set(sql, reads);
  const name = JSON.stringify(request);
  const found = reads.get(name);
  if (found) return found;
  const read = readSums<CallRow>(sql, request, [["calls", "calls"]]).finally(() => reads.delete(name));
  reads.set(name, read);
  return read;
}

async function readSums<Row extends CallRow>(
  sql: Sql,
  request: CountRequest,
  measures: readonly [column: string, name: string][],
): Promise<Row[]> {
  const { starts, to, now, reportZone, filter, by = [] } = request;
  if (starts.length === 0) return [];
  const pieces = planPieces({
    starts: starts.map((start) => start.getTime()),
    to: to.getTime(),
    isOpen: to >= now,
    reportZone,
    byTenant: filter.tenants !== undefined || by.includes("tenant"),
    byKey: filter.keys !== undefined || by.includes("key"),
  });
  if (pieces.length === 0) return [];
  const named = by.map((name) => sql`, ${sql(name)}`);
  // Whole numbers below 2^53 add up to the same in floating point, and quicker than as decimals.
  const sums = measures.map(([column, name]) => sql`, sum(${sql(column)}::float8) as ${sql(name)}`);
  const parts = pieces.map((piece) => selectPiece(sql, piece, request));
  return sql<Row[]>`
    select step, class, code ${joined(sql, named)} ${joined(sql, sums)}
      from (${parts.reduce((all, part) => sql`${all} union all ${part}`)}) as pieces
     group by step, class, code ${joined(sql, named)}
     order by step, class, code`;
}

type Fragment = postgres.PendingQuery<postgres.Row[]>;

const joined = (sql: Sql, parts: readonly Fragment[]): Fragment =>
  parts.reduce((all, part) => sql`${all} ${part}`, sql``);

/** Counts of one piece from its table, summed by step; a day's instant is its midnight. */
function selectPiece(sql: Sql, piece: Piece, { starts, reportZone, filter, by = [] }: CountRequest): Fragment {
  const { source } = piece;
  const isLog = source === "log";
  const at =
    source === "day" ? sql`(day::timestamp at time zone ${reportZone})` : isLog ? sql`decided_at` : sql`bucket`;
  const [from, to] = [new Date(piece.from), new Date(piece.to)];
  const window =
    source === "day"
      ? sql`day >= (${from}::timestamptz at time zone ${reportZone})::date
            and day < (${to}::timestamptz at time zone ${reportZone})::date`
      : sql`${at} >= ${from} and ${at} < ${to}`;
  const step =
    starts.length === 1
      ? sql`0`
      : // In a query of its own the list is read once; beside each row it would be read for each row.
        sql`width_bucket(${at}, (select ${starts.map((start) => start.toISOString())}::text[]::timestamptz[])) - 1`;
  const kind = isLog ? sql`decision_class(status, code, feature_id)` : sql`class`;
  const dimensions = by.map((name) => sql`coalesce(${sql(columns[name])}::text, '') as ${sql(name)},`);
  const measures = isLog
    ? sql`weight as calls, units, coalesce(asked_units * weight, 0) as asked,
          case when upstream_status between 400 and 499 then 1 else 0 end as client_errors,
          case when upstream_status >= 500 then 1 else 0 end as server_errors`
    : sql`calls, units, asked_units as asked, upstream_client_errors as client_errors,
          upstream_server_errors as server_errors`;
  return sql`select ${step} as step, ${kind} as class, coalesce(code, '') as code, ${joined(sql, dimensions)} ${measures}
    from ${sql(source === "day" ? dayTable(filter, by) : tables[source])} where ${window} ${onlyCalls(sql, filter, source)}`;
}

/** The smallest of the tables of days that knows all that is asked for. */
function dayTable(filter: CountFilter, by: readonly Dimension[]): string {
  const { mode: _, classes: _classes, codes: _codes, tenants, keys, plans, planVersions, ...others } = filter;
  const asksKey = keys !== undefined || by.includes("key");
  if (asksKey) return "roll_day";
  const asksTenant = tenants !== undefined || by.includes("tenant");
  if (!asksTenant) return "roll_total_day";
  const asksMore =
    Object.values(others).some((values) => values !== undefined) ||
    by.some((name) => name !== "tenant" && name !== "planVersion");
  return asksMore ? "roll_day" : "roll_tenant_day";
}

/** The conditions of a filter, each led by `and`, over the rows of one of the tables. */
export function onlyCalls(sql: Sql, filter: CountFilter, source: CountSource): Fragment {
  const isLog = source === "log";
  const oneOf = (column: string, values: readonly string[] | undefined) => {
    if (values === undefined) return sql``;
    const named = isLog ? values.filter((value) => value !== "") : [...values];
    // Written out, so that the index of rows without a key is found.
    if (named.length === 1 && named[0] === "") return sql`and ${sql(column)} = ''`;
    const isNamed = named.length === 1 ? sql`${sql(column)} = ${named[0] ?? ""}` : sql`${sql(column)} = any(${named})`;
    // The log has null where counts have ''.
    if (named.length === values.length) return sql`and ${isNamed}`;
    return named.length === 0 ? sql`and ${sql(column)} is null` : sql`and (${sql(column)} is null or ${isNamed})`;
  };
  const live = isLog ? sql`and (mode = 'live' or mode is null)` : sql`and mode in ('live', '')`;
  const kind = isLog ? sql`decision_class(status, code, feature_id)` : sql`class`;
  return sql`${filter.mode === "live" ? live : sql`and mode = 'test'`}
    ${oneOf("tenant_id", filter.tenants)} ${oneOf("key_id", filter.keys)} ${oneOf("route_id", filter.routes)}
    ${oneOf("feature_id", filter.features)} ${oneOf("plan_version_id", filter.planVersions)}
    ${oneOf("code", filter.codes)}
    ${
      filter.statuses === undefined
        ? sql``
        : sql`and (status::text = any(${[...filter.statuses]}) or (status / 100) || 'xx' = any(${[...filter.statuses]}))`
    }
    ${filter.classes === undefined ? sql`` : sql`and ${kind} = any(${[...filter.classes]})`}
    ${filter.apis === undefined ? sql`` : sql`and route_id in (select id from route where api_id = any(${[...filter.apis]}))`}
    ${
      filter.plans === undefined
        ? sql``
        : sql`and plan_version_id in (select id from plan_version where plan_id = any(${[...filter.plans]}))`
    }`;
}
