import { rawSql } from "@/db/client";
import type { Sql } from "@/db/connect";
import { readUnblockTimes } from "@/lib/analytics/server/refusals/read-unblock-times";
import { readCounts } from "@/lib/analytics/server/rollups/read-counts";
import { readReportZone } from "@/lib/analytics/server/rollups/read-report-zone";
import { loadRiskRows } from "@/lib/analytics/server/signals/load-risk-rows";
import type { RiskRow, Today, TodayLine } from "@/lib/analytics/signals/views";
import { resampleRate } from "@/lib/analytics/statistics/resample-rate";
import { deriveAlarm } from "@/lib/metering/describe-rules";
import { readLedgerChecks } from "@/lib/metering/server/read-ledger-checks";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const dayMs = 86_400_000;
/** Signals that began to speak within it are news. */
const newsMs = 3 * dayMs;
const moneySignals: ReadonlySet<string> = new Set(["payment_failed", "grace_ending"]);

type Wall = NonNullable<TodayLine["wall"]> & { tenantId: string };

/**
 * The work list of the operator: tenants refused now, with payments failing or grace ending, or whose signals turned in
 * the last three days – one line each, by money at risk – and what of the installation itself needs a person.
 */
export async function getToday(ctx: Ctx): Promise<Today> {
  authorizeStaff(ctx, "staff:read");
  const sql = rawSql();
  const { now } = ctx;
  const zone = await readReportZone(sql);
  const [rows, walls, turned, operator, traffic, nextWall, unblock] = await Promise.all([
    loadRiskRows(sql, { tenantIds: null, now, zone }),
    selectWallsNow(sql, now),
    selectTurned(sql, now),
    selectOperatorLines(sql, now),
    readTraffic(sql, now, zone),
    findNextWall(sql, now),
    readUnblockTimes(sql, { from: new Date(now.getTime() - 30 * dayMs), to: now }),
  ]);
  const newsFrom = new Date(now.getTime() - newsMs);
  const wallOf = new Map(walls.map((wall) => [wall.tenantId, wall]));
  const turnedOf = new Map<string, Turned[]>();
  for (const each of turned) turnedOf.set(each.tenantId, [...(turnedOf.get(each.tenantId) ?? []), each]);
  const all = rows.flatMap((row) => {
    const line = toLine(row, wallOf.get(row.tenantId), turnedOf.get(row.tenantId) ?? [], newsFrom);
    return line ? [line] : [];
  });
  const lines = all.filter(({ restsUntil }) => restsUntil === null).sort(byPressure);
  return {
    lines,
    resting: all.flatMap(({ tenantId, tenantName, restsUntil, reasons }) =>
      restsUntil === null ? [] : [{ tenantId, tenantName, until: restsUntil, reason: reasons[0] ?? "" }],
    ),
    operator,
    ...traffic,
    refusedNow: walls.length,
    unblock,
    atRisk: sumByCurrency(lines),
    nextWall,
    scoredAt: rows.reduce<string | null>(
      (last, { scoredAt }) => (scoredAt && scoredAt > (last ?? "") ? scoredAt : last),
      null,
    ),
    asOf: now.toISOString(),
    zone,
  };
}

type Turned = { tenantId: string; signal: string; openedAt: Date };

function toLine(row: RiskRow, wall: Wall | undefined, turned: readonly Turned[], newsFrom: Date): TodayLine | null {
  const isMoney = row.firings.some(({ id }) => moneySignals.has(id));
  const speaking = turned.filter(({ signal }) => row.firings.some(({ id }) => id === signal));
  if (!wall && !isMoney && !speaking.some(({ openedAt }) => openedAt > newsFrom)) return null;
  const times = wall?.refusals24h === 1 ? "once" : `${wall?.refusals24h.toLocaleString("en")} times`;
  const refused = wall ? `Refused ${times} in 24 h${wall.featureName ? ` (${wall.featureName})` : ""}.` : null;
  // The wall says for itself what its signal says once a day has passed.
  const said = row.firings.filter(({ id }) => !(wall && id === "stuck_at_wall")).map(({ sentence }) => sentence);
  const begins = [...speaking.map(({ openedAt }) => openedAt.toISOString()), ...(wall ? [wall.openedAt] : [])].sort();
  return {
    ...row,
    reasons: refused === null ? said : [refused, ...said],
    since: begins[0] ?? row.scoredAt ?? new Date(0).toISOString(),
    wall: wall ? { ...wall } : null,
  };
}

const byPressure = (a: TodayLine, b: TodayLine) =>
  b.priorityMinor - a.priorityMinor ||
  Math.max(b.mrrMinor, b.owedMinor) - Math.max(a.mrrMinor, a.owedMinor) ||
  (b.wall?.refusals24h ?? 0) - (a.wall?.refusals24h ?? 0) ||
  a.since.localeCompare(b.since) ||
  a.tenantId.localeCompare(b.tenantId);

function sumByCurrency(lines: readonly TodayLine[]): Today["atRisk"] {
  const sums = new Map<string, number>();
  for (const { priorityMinor, currency } of lines) {
    if (currency && priorityMinor > 0) sums.set(currency, (sums.get(currency) ?? 0) + priorityMinor);
  }
  return [...sums]
    .map(([currency, amountMinor]) => ({ currency, amountMinor }))
    .sort((a, b) => b.amountMinor - a.amountMinor);
}

/** Open runs of refusals for money that were called in the last 24 hours, one a tenant: the oldest. */
async function selectWallsNow(sql: Sql, now: Date): Promise<Wall[]> {
  const rows = await sql<(Omit<Wall, "openedAt"> & { openedAt: Date })[]>`
    with open as (
      select distinct on (e.tenant_id) e.* from episode e join tenant t on t.id = e.tenant_id and t.status = 'active'
       where e.class = 'money' and e.resolved_at is null and e.last_refused_at > ${now}::timestamptz - interval '1 day'
       order by e.tenant_id, e.opened_at
    )
    select o.tenant_id as "tenantId", o.code, f.name as "featureName", o.last_request_id as "requestId",
           o.opened_at as "openedAt",
           least(o.refusals, (select coalesce(sum(q.calls), 0) from roll_quarter q
              where q.tenant_id = o.tenant_id and q.mode = 'live' and q.class = 'money' and q.code = o.code
                and q.feature_id = o.feature_id and q.bucket > ${now}::timestamptz - interval '1 day'))::float8 as "refusals24h"
      from open o left join feature f on f.id = o.feature_id`;
  return rows.map((row) => ({ ...row, openedAt: row.openedAt.toISOString() }));
}

const selectTurned = (sql: Sql, now: Date): Promise<Turned[]> =>
  sql<Turned[]>`
    select tenant_id as "tenantId", signal, opened_at as "openedAt" from signal_firing
     where closed_at is null and opened_at <= ${now} order by opened_at`;

/** Open alerts, and rules of the ledger that do not hold. */
async function selectOperatorLines(sql: Sql, now: Date): Promise<Today["operator"]> {
  const alerts = await sql<{ id: string; sentence: string; href: string; since: Date }[]>`
    select id, sentence, href, coalesce(opened_at, first_at) as since from alert
     where is_open and closed_at is null order by opened_at`;
  const checks = await readLedgerChecks(sql);
  const broken = checks.filter(({ ok }) => !ok);
  const silent = deriveAlarm(checks, now)?.silent ?? [];
  return [
    ...broken.map(({ rule, findings, brokenSince, ranAt }) => ({
      id: `ledger:${rule}`,
      sentence: `The ledger breaks rule ${rule}: ${findings[0]?.text ?? "see its findings"}.`.replace("..", "."),
      href: "/admin/ledger",
      since: (brokenSince ?? ranAt).toISOString(),
    })),
    ...(silent.length > 0
      ? [
          {
            id: "ledger:silent",
            sentence: `Nobody has checked ${silent.length} rules of the ledger for 5 minutes.`,
            href: "/admin/ledger",
            since: new Date(Math.min(now.getTime(), ...checks.map(({ ranAt }) => ranAt.getTime()))).toISOString(),
          },
        ]
      : []),
    ...alerts.map(({ since, ...line }) => ({ ...line, since: since.toISOString() })),
  ];
}

async function readTraffic(sql: Sql, now: Date, reportZone: string): Promise<Pick<Today, "rate" | "watched">> {
  const from = new Date(now.getTime() - dayMs);
  const rows = await readCounts(sql, {
    starts: [from],
    to: now,
    now,
    reportZone,
    filter: { mode: "live" },
    by: ["tenant"],
  });
  const tenants = new Map<string, { hits: number; n: number }>();
  let calls = 0;
  for (const row of rows) {
    calls += row.calls;
    if (row.class !== "money" && row.class !== "allowed") continue;
    const sum = tenants.get(row.tenant ?? "") ?? { hits: 0, n: 0 };
    sum.n += row.calls;
    if (row.class === "money") sum.hits += row.calls;
    tenants.set(row.tenant ?? "", sum);
  }
  const clusters = [...tenants].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cluster]) => cluster);
  const interval = resampleRate(clusters, "M1 24h today");
  return {
    rate: {
      refused: clusters.reduce((sum, { hits }) => sum + hits, 0),
      eligible: clusters.reduce((sum, { n }) => sum + n, 0),
      tenants: clusters.length,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
    },
    watched: { tenants: new Set(rows.flatMap(({ tenant }) => (tenant ? [tenant] : []))).size, calls },
  };
}

/** The nearest wall of the latest forecasts that is as likely as not. */
async function findNextWall(sql: Sql, now: Date): Promise<Today["nextWall"]> {
  const [row] = await sql<{ tenantName: string; featureName: string | null; at: Date }[]>`
    select t.name as "tenantName", f.name as "featureName", d.written_at + d.p50 * interval '1 day' as at
      from forecast_day d join tenant t on t.id = d.tenant_id and t.status = 'active'
      left join feature f on f.id = d.feature_id
     where d.day = (select max(day) from forecast_day) and d.p50 is not null and d.remaining > 0
       and (d.resets_at is null or d.written_at + d.p50 * interval '1 day' < d.resets_at)
       and d.written_at + d.p50 * interval '1 day' > ${now}
     order by at limit 1`;
  return row ? { ...row, at: row.at.toISOString() } : null;
}
