import { maxFindings, type RuleResult } from "@/lib/metering/ledger-rules";
import { requestLogDays } from "@/lib/metering/server/keep-partitions";
import type { LedgerMemory, ReadTransaction } from "@/lib/metering/server/ledger-memory";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A call's row is decided within seconds of its admission; rows and events are compared a little beyond the window. */
const slackMs = hourMs;

type Row = {
  requestId: string;
  tenantId: string | null;
  rows: number;
  events: number;
  /** What the row and the event say that the call cost. */
  units: number | null;
  cost: number | null;
};

/**
 * R5: each metered row of the request log has its usage event, each event of a request its row, and both say the same
 * cost. In full over the days
 * that the log keeps; with a memory over what was counted since, and rows decided since.
 */
export async function checkRequestLog(
  tx: ReadTransaction,
  memory: LedgerMemory | null,
  now: Date,
): Promise<RuleResult> {
  const keptFrom = new Date(now.getTime() - (requestLogDays - 1) * dayMs);
  const [looked, rows] = memory ? await compareSince(tx, memory, keptFrom) : await compareAll(tx, keptFrom);
  return {
    rule: "R5",
    looked,
    findings: rows.map((row) => ({ tenantId: row.tenantId, subject: row.requestId, text: tell(row) })),
  };
}

function tell({ rows, events, units, cost }: Row): string {
  if (rows === 1 && events === 1) return `The request log says ${units} units, the ledger ${cost}.`;
  return `${rows} metered ${rows === 1 ? "row" : "rows"} of the request log, ${events} usage ${events === 1 ? "event" : "events"}.`;
}

async function compareAll(tx: ReadTransaction, from: Date): Promise<[number, Row[]]> {
  const loosely = new Date(from.getTime() - slackMs);
  const [seen] = await tx<{ looked: number }[]>`
    select count(*) as looked from request_log where metered and decided_at >= ${from}`;
  const rows = await tx<Row[]>`
    with logged as (
      select request_id, min(tenant_id) as tenant_id, count(*) as n, max(decided_at) as at, max(units) as units
        from request_log where metered and decided_at >= ${loosely} group by request_id
    ), counted as (
      select request_id, tenant_id, admitted_at as at, cost from usage_event
       where request_id is not null and outcome <> 'dup' and admitted_at >= ${loosely}
    )
    select request_id as "requestId", coalesce(c.tenant_id, l.tenant_id) as "tenantId", coalesce(l.n, 0) as rows,
           (case when c.at is null then 0 else 1 end)::bigint as events, l.units, c.cost
      from logged l full join counted c using (request_id)
     where coalesce(l.at, c.at) >= ${from} and (l.n is distinct from 1 or c.at is null or l.units <> c.cost)
     limit ${maxFindings}`;
  return [seen?.looked ?? 0, rows];
}

async function compareSince(tx: ReadTransaction, memory: LedgerMemory, keptFrom: Date): Promise<[number, Row[]]> {
  const nodes = [...memory.nodes];
  const events = tx`
    select e.request_id, e.tenant_id, e.admitted_at, e.cost
      from node n
      left join unnest(${nodes.map(([id]) => id)}::text[], ${nodes.map(([, node]) => node.lastSeq)}::bigint[])
             as known (node_id, seq) on known.node_id = n.node_id
      cross join lateral (
        select * from usage_event
         where node_id = n.node_id and seq > coalesce(known.seq, 0) and seq <= n.last_seq offset 0) e
     where n.last_seq > coalesce(known.seq, 0) and e.request_id is not null and e.outcome <> 'dup'
       and e.admitted_at >= ${keptFrom}`;
  const [span] = await tx<{ looked: number; from: Date | null; to: Date | null }[]>`
    select count(*) as looked, min(admitted_at) as from, max(admitted_at) as to from (${events}) e`;
  if (!span?.from || !span.to) return [0, await rowsWithoutEvent(tx, memory.ranAt)];
  const near = { from: new Date(span.from.getTime() - 60_000), to: new Date(span.to.getTime() + 60_000) };
  const suspects = await tx<{ id: string }[]>`
    select e.request_id as id from (${events}) e
     where not exists (select 1 from request_log r where r.request_id = e.request_id and r.metered and r.units = e.cost
                          and r.decided_at >= ${near.from} and r.decided_at < ${near.to})`;
  const ids = suspects.map(({ id }) => id);
  const missing =
    ids.length === 0
      ? []
      : await tx<Row[]>`
    with logged as (
      select request_id, count(*) as n, max(units) as units from request_log
       where metered and request_id = any(${ids}) group by request_id
    )
    select e.request_id as "requestId", e.tenant_id as "tenantId", coalesce(l.n, 0) as rows, 1::bigint as events,
           l.units, e.cost
      from usage_event e left join logged l on l.request_id = e.request_id
     where e.request_id = any(${ids}) and e.outcome <> 'dup' and (l.n is distinct from 1 or l.units <> e.cost)
     limit ${maxFindings}`;
  return [span.looked, [...missing, ...(await rowsWithoutEvent(tx, memory.ranAt))].slice(0, maxFindings)];
}

/** Metered rows decided since the last run that no event explains. */
function rowsWithoutEvent(tx: ReadTransaction, since: Date): Promise<Row[]> {
  return tx<Row[]>`
    select r.request_id as "requestId", r.tenant_id as "tenantId", 1::bigint as rows, 0::bigint as events,
           r.units, null::bigint as cost
      from request_log r
     where r.metered and r.decided_at >= ${new Date(since.getTime() - 60_000)}
       and not exists (select 1 from usage_event e where e.request_id = r.request_id and e.outcome <> 'dup')
     limit ${maxFindings}`;
}
