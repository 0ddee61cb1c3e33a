import type { z } from "zod";
import { rawSql } from "@/db/client";
import type { Sql } from "@/db/connect";
import { decisionClass } from "@/lib/analytics/decision-class";
import type { Decision, DecisionDetails, LedgerLine } from "@/lib/analytics/decision-views";
import type { Receipt } from "@/lib/analytics/receipt";
import { RequestInput } from "@/lib/analytics/request-inputs";
import { findReceipt } from "@/lib/analytics/server/find-receipt";
import { findRefusalState } from "@/lib/analytics/server/find-refusal-state";
import { readLogStart } from "@/lib/analytics/server/logs/read-log-start";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * One call with everything that is known of it, for staff: the receipt, what the gateway measured, what the ledger
 * booked, the run of refusals that it belongs to, and how many were refused like it that day. Null with the start of the
 * log where no such row is held.
 */
export async function getDecision(
  ctx: Ctx,
  input: z.input<typeof RequestInput>,
): Promise<{ decision: Decision | null; keptSince: string | null }> {
  authorizeStaff(ctx, "staff:read");
  const { id } = parseInput(RequestInput, input);
  const sql = rawSql();
  const receipt = await findReceipt(id);
  if (!receipt) return { decision: null, keptSince: (await readLogStart(sql, ctx.now))?.toISOString() ?? null };
  const details = await readDetails(sql, receipt);
  const [ledger, episode, similar, clock, state] = await Promise.all([
    readLedger(sql, id),
    findEpisode(sql, receipt),
    countSimilar(sql, receipt),
    readClock(sql, receipt),
    receipt.code ? findRefusalState(receipt, ctx.now) : null,
  ]);
  const featureId = receipt.feature?.id ?? null;
  const kind = decisionClass({ status: receipt.status, code: receipt.code, featureId });
  return { decision: { receipt, class: kind, details, ...ledger, episode, similar, clock, state }, keptSince: null };
}

async function readDetails(sql: Sql, { requestId, decidedAt }: Receipt): Promise<DecisionDetails> {
  const [row] = await sql<[DecisionDetails]>`
    select door, gate_us as "gateUs", upstream_ms as "upstreamMs", total_ms as "totalMs", aborted,
           client_request_id as "clientRequestId", metered, route_id as "routeId", plan_version_id as "planVersionId"
      from request_log where decided_at = ${decidedAt} and request_id = ${requestId}`;
  return row;
}

/** What was booked for the call, what its accounts paid of it, and the transfers that its batch made of them. */
async function readLedger(sql: Sql, requestId: string): Promise<Pick<Decision, "event" | "draws" | "transfers">> {
  const [event] = await sql<(NonNullable<Decision["event"]> & { seq: number; at: Date })[]>`
    select node_id as "nodeId", seq, outcome, cost, billable, late, admitted_at as "admittedAt", applied_at as "appliedAt",
           applied_at as at
      from usage_event where request_id = ${requestId} and outcome <> 'dup'`;
  if (!event) return { event: null, draws: [], transfers: [] };
  const draws = await sql<Decision["draws"]>`
    select d.account_id as "accountId", d.lease_id as "leaseId", d.cost, a.kind, a.unit, a.period_start as "periodStart",
           a.period_end as "periodEnd"
      from usage_draw d left join ledger_account a on a.account_id = d.account_id
     where d.node_id = ${event.nodeId} and d.seq = ${event.seq} order by d.n`;
  const transfers = await sql<LedgerLine[]>`
    select transfer_id as "transferId", kind, unit, from_account as "fromAccount", to_account as "toAccount", amount, at
      from ledger_transfer
     where from_account = any(${draws.map(({ accountId }) => accountId)}) and source = 'flush'
       and at >= ${event.at}::timestamptz - interval '2 seconds' and at < ${event.at}::timestamptz + interval '2 seconds'
     order by transfer_id limit 20`;
  const { seq: _seq, at: _at, ...told } = event;
  return { event: told, draws: [...draws], transfers: [...transfers] };
}

/** The run of refusals that a refusal belongs to, or that a call let through ended. */
async function findEpisode(sql: Sql, receipt: Receipt): Promise<Decision["episode"]> {
  const { tenant, feature, code, decidedAt, mode } = receipt;
  if (!tenant || mode !== "live") return null;
  const [row] = await sql<[NonNullable<Decision["episode"]>?]>`
    select id, code, opened_at as "openedAt", last_refused_at as "lastRefusedAt", refusals,
           blind_retries as "blindRetries", resolved_at as "resolvedAt", kind
      from episode
     where tenant_id = ${tenant.id} and feature_id = ${feature?.id ?? ""}
       and ${
         code === null
           ? sql`first_allow_at = ${decidedAt}`
           : sql`code = ${code} and opened_at <= ${decidedAt} and last_refused_at >= ${decidedAt}
                 and key_id in ('', ${receipt.key?.id ?? ""})`
       }
     order by opened_at desc limit 1`;
  return row ?? null;
}

/** Refusals of the same tenant, feature and code in the 24 hours around, folded ones in full. */
async function countSimilar(
  sql: Sql,
  { tenant, feature, code, decidedAt, mode }: Receipt,
): Promise<Decision["similar"]> {
  if (!code || !tenant) return null;
  const [from, to] = [-12, 12].map((hours) => new Date(decidedAt.getTime() + hours * 3_600_000)) as [Date, Date];
  const [row] = await sql<{ calls: number }[]>`
    select coalesce(sum(calls), 0)::float8 as calls from roll_quarter
     where tenant_id = ${tenant.id} and bucket >= ${from} and bucket < ${to} and code = ${code}
       and feature_id = ${feature?.id ?? ""} and mode = ${mode ?? ""}`;
  return { calls: row?.calls ?? 0, from: from.toISOString(), to: to.toISOString() };
}

/** By which clock the tenant's periods ran: its zone, and how far its billing time is ahead. */
async function readClock(sql: Sql, { tenant }: Receipt): Promise<Decision["clock"]> {
  if (!tenant) return null;
  const [row] = await sql<[NonNullable<Decision["clock"]>?]>`
    select t.time_zone as zone, coalesce(s.clock_offset_seconds, 0)::float8 as "offsetSeconds"
      from tenant t left join subscription s on s.tenant_id = t.id and s.replaced_at is null
     where t.id = ${tenant.id}`;
  return row ?? null;
}
