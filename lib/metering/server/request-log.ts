import type { Sql } from "@/db/connect";
import type { Code } from "@/lib/errors";
import { RefusalFolds } from "@/lib/metering/fold-refusals";
import { forgetArguments } from "@/lib/metering/server/forget-arguments";
import type { Mode } from "@/lib/metering/types";
import { log } from "@/lib/server/log";

/** One call as the request log keeps it. Never a path, a query or a header. */
export type RequestRow = {
  requestId: string;
  decidedAt: Date;
  mode: Mode | null;
  door: "gateway" | "portal";
  tenantId: string | null;
  keyId: string | null;
  keyHint: string | null;
  apiId: string | null;
  routeId: string | null;
  featureId: string | null;
  planVersionId: string | null;
  method: string;
  routePath: string | null;
  status: number;
  code: Code | null;
  /** What each gate said (`GateResult[]` of the entitlements). */
  gates: readonly object[] | null;
  reasons: readonly Code[];
  details: Readonly<Record<string, unknown>> | null;
  limitUnits: number | null;
  usedUnits: number | null;
  askedUnits: number | null;
  units: number;
  upstreamStatus: number | null;
  gateUs: number;
  upstreamMs: number | null;
  totalMs: number;
  aborted: boolean;
  clientRequestId: string | null;
};

export type RequestLog = {
  /** Must be asked before a refusal is rendered: which request id its receipt is under. */
  countRefusal(kind: string, requestId: string): { kept: boolean; explainId: string; stands: boolean };
  write(row: RequestRow): void;
  /** Takes a row as its JSON: members as in `RequestRow`, those that are null may be missing, and `weight`. */
  writeText(json: string): void;
  /** Records a refusal that `countRefusal` did not keep. */
  fold(kind: string, row: RequestRow): void;
  dropped(): number;
  flush(): Promise<void>;
  close(): Promise<void>;
};

const flushMs = 250;
const batchRows = 500;
/** What piled up goes in larger batches: the counts of many rows cost little more than those of few. */
const mostBatchRows = 10_000;
const maxRows = 10_000;

/** Writes the request log in batches, one insert each, begun at most 250 ms or 500 rows later; never one a call. */
export function openRequestLog(sql: Sql): RequestLog {
  // Each row as its JSON: one text waits more cheaply than an object of thirty members.
  const buffer: string[] = [];
  const folds = new RefusalFolds<RequestRow>();
  let writing: Promise<void> | null = null;
  let dropped = 0;
  let reportedDrops = 0;
  let waitUntilMs = 0;

  const add = (row: RequestRow, weight: number): void => addText(JSON.stringify({ ...row, weight }));

  function addText(json: string): void {
    if (buffer.length >= maxRows) dropped++;
    else buffer.push(json);
    if (buffer.length >= batchRows && performance.now() >= waitUntilMs) void flush();
  }

  async function writeAll(): Promise<void> {
    while (buffer.length > 0) {
      const batch = buffer.slice(0, mostBatchRows);
      try {
        await insertRows(sql, batch);
        buffer.splice(0, batch.length);
        waitUntilMs = 0;
      } catch (err) {
        if (isRefusedData(err)) {
          // One row that the store will never take must not hold up all others.
          for (const row of buffer.splice(0, batch.length)) await insertAlone(row);
          continue;
        }
        log().warn({ err, rows: buffer.length, dropped }, "the request log could not be written; it is tried again");
        waitUntilMs = performance.now() + 1_000;
        return;
      }
    }
  }

  async function insertAlone(row: string): Promise<void> {
    await insertRows(sql, [row]).catch((err) => {
      dropped++;
      log().error(
        { err, requestId: /"requestId":"(\w+)"/.exec(row)?.[1] },
        "a row of the request log was refused and is dropped",
      );
    });
  }

  function flush(): Promise<void> {
    writing ??= writeAll().finally(() => {
      writing = null;
    });
    return writing;
  }

  const timer = setInterval(() => {
    for (const { row, weight } of folds.turn(new Date())) add(row, weight);
    if (dropped > reportedDrops) {
      log().error(
        { dropped: dropped - reportedDrops },
        "rows of the request log were dropped: the store was away too long",
      );
      reportedDrops = dropped;
    }
    if (buffer.length > 0 && performance.now() >= waitUntilMs) void flush();
  }, flushMs);

  return {
    countRefusal: (kind, requestId) => folds.count(kind, requestId),
    write: (row) => add(row, 1),
    writeText: addText,
    fold: (kind, row) => folds.stand(kind, row),
    dropped: () => dropped,
    flush,
    async close() {
      clearInterval(timer);
      for (const { row, weight } of folds.turn(new Date(), true)) add(row, weight);
      await flush();
      await flush();
    },
  };
}

/** SQLSTATE class 22 (data exception) or 23 (integrity): the same row would be refused again. */
const isRefusedData = (error: unknown): boolean =>
  error instanceof Error && error.name === "PostgresError" && "code" in error && /^2[23]/.test(String(error.code));

/** As json: jsonb would first sort the members of every row, only for them to be taken apart again. */
async function insertRows(sql: Sql, rows: readonly string[]): Promise<void> {
  const query = sql`
    insert into request_log (request_id, decided_at, mode, door, tenant_id, key_id, key_hint, api_id, route_id,
      feature_id, plan_version_id, method, route_path, status, code, gates, reasons, details, limit_units, used_units,
      asked_units, units, upstream_status, gate_us, upstream_ms, total_ms, aborted, client_request_id, weight)
    select "requestId", "decidedAt", mode, door, "tenantId", "keyId", "keyHint", "apiId", "routeId", "featureId",
      "planVersionId", method, "routePath", status, code, gates, coalesce(reasons, '{}'), details, "limitUnits",
      "usedUnits", "askedUnits", units, "upstreamStatus", "gateUs", "upstreamMs", "totalMs", aborted, "clientRequestId",
      weight
      from json_to_recordset(${`[${rows.join(",")}]`}::text::json) as row("requestId" text, "decidedAt" timestamptz,
        mode text, door text, "tenantId" text, "keyId" text, "keyHint" text, "apiId" text, "routeId" text,
        "featureId" text, "planVersionId" text, method text, "routePath" text, status smallint, code text, gates jsonb,
        reasons text[], details jsonb, "limitUnits" bigint, "usedUnits" bigint, "askedUnits" bigint, units bigint,
        "upstreamStatus" smallint, "gateUs" integer, "upstreamMs" integer, "totalMs" integer, aborted boolean,
        "clientRequestId" text, weight integer)
    on conflict do nothing`;
  forgetArguments(query);
  await query;
}
