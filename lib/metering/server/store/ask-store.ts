import type postgres from "postgres";
import type { Sql } from "@/db/connect";
import type { StoreRequest } from "@/lib/metering/core/types";
import { flushText } from "@/lib/metering/server/store/flush-text";
import type { AccountRef } from "@/lib/metering/types";

export type AnswerRow = { answer: Record<string, unknown> };

/**
 * The one statement that carries a request to its SQL function (db/migrations, metering functions). `isDoubtful`: rows of
 * the request log go as text, because the store could not read them as JSON.
 */
export function askStore(
  sql: Sql,
  nodeId: string,
  request: StoreRequest,
  isDoubtful: boolean,
): postgres.PendingQuery<AnswerRow[]> {
  switch (request.fn) {
    case "node_open":
      return sql`select node_open(${request.nodeId}, ${request.door}, ${request.knownEpoch}, ${request.knownSeq}) as answer`;
    case "account_open":
      return openAccount(sql, nodeId, request.account);
    case "lease_acquire":
      return sql`select lease_acquire(${request.leaseId}, ${request.accountId}, ${request.nodeId}, ${request.epoch},
        ${request.want}, ${request.min}, ${request.ttlMs}, ${request.extend}) as answer`;
    case "lease_return":
      return sql`select lease_return(${request.leaseId}, ${request.nodeId}, ${request.epoch}, ${request.keep},
        ${request.firm}, ${request.atSeq}) as answer`;
    case "lease_close":
      return sql`select lease_close(${request.leaseId}, ${request.nodeId}, ${request.epoch}, ${request.throughSeq}) as answer`;
    case "usage_flush":
      return sql`select usage_flush(${request.nodeId}, ${request.epoch}, ${flushText(request.batch, isDoubtful)}::text::json,
        ${new Date(request.flushedUntilMs)}) as answer`;
    case "lease_recall":
      return sql`select lease_recall(${request.accountId}, ${nodeId}) as answer`;
  }
}

function openAccount(sql: Sql, nodeId: string, account: AccountRef): postgres.PendingQuery<AnswerRow[]> {
  const { kind, tenantId, featureId, mode, keyId, period, clockOffsetSeconds = 0 } = account;
  return sql`select account_open(${kind}, ${tenantId}, ${featureId}, ${mode}, ${keyId}, ${period?.start ?? null},
    ${period?.end ?? null}, ${nodeId}, ${clockOffsetSeconds}) as answer`;
}
