import type { Sql } from "@/db/connect";
import type { LogFilter } from "@/lib/analytics/request-inputs";
import { readLogStart } from "@/lib/analytics/server/logs/read-log-start";
import type { Log } from "@/lib/analytics/server/logs/resolve-log";
import { walkLog } from "@/lib/analytics/server/logs/walk-log";
import type { AnyRequest } from "@/lib/analytics/views";
import { csvLine } from "@/lib/csv-line";
import { zonedInstant } from "@/lib/zoned-instant";

/** A file ends here: a spreadsheet opens no more, and one reader keeps no connection for long. */
const maxWrittenRows = 100_000;
const rowsAtOnce = 1_000;

const columns = {
  time: (row: AnyRequest, zone: string) => zonedInstant(new Date(row.decidedAt), zone),
  request_id: (row: AnyRequest) => row.requestId,
  mode: (row: AnyRequest) => row.mode,
  status: (row: AnyRequest) => row.status,
  code: (row: AnyRequest) => row.code,
  method: (row: AnyRequest) => row.method,
  api: (row: AnyRequest) => row.apiSlug,
  route: (row: AnyRequest) => row.routePath,
  key_id: (row: AnyRequest) => row.keyId,
  key: (row: AnyRequest) => row.keyName,
  units: (row: AnyRequest) => row.units,
  latency_ms: (row: AnyRequest) => row.totalMs,
  calls: (row: AnyRequest) => row.weight,
};

const staffColumns = {
  tenant_id: (row: AnyRequest) => row.tenant?.id ?? null,
  tenant: (row: AnyRequest) => row.tenant?.name ?? null,
  plan: (row: AnyRequest) => row.planName,
  gate_us: (row: AnyRequest) => row.gateUs,
  door: (row: AnyRequest) => row.door,
};

/**
 * The rows of a log as CSV, newest first, a chunk at a time: a comment line with zone, window, filters and as-of, the
 * head, then what the list shows. Times carry the zone's offset.
 */
export async function writeRequests(
  sql: Sql,
  log: Log,
  about: { given: LogFilter; now: Date; withTenants: boolean },
): Promise<AsyncGenerator<string, void>> {
  const start = await readLogStart(sql, about.now, log.from);
  const kept = { ...log, from: start ?? log.from };
  return writeLines(sql, kept, about);
}

async function* writeLines(
  sql: Sql,
  log: Log,
  { given, now, withTenants }: { given: LogFilter; now: Date; withTenants: boolean },
): AsyncGenerator<string, void> {
  const { zone } = log.scope;
  const at = (instant: Date) => zonedInstant(instant, zone);
  const filters = Object.entries(given).flatMap(([name, value]) =>
    value === undefined || name === "from" || name === "to" || name === "tz"
      ? []
      : [`${name}=${Array.isArray(value) ? value.join("+") : value}`],
  );
  const window = log.requestId === null ? ` from ${at(log.from)} until ${at(log.scope.to)};` : "";
  const shown = Object.entries({ ...columns, ...(withTenants && staffColumns) });
  yield csvLine([
    `# Requests; times of ${zone} with their offset (ISO 8601);${window} filters: ${filters.join(" ")}; as of ${at(now)}`,
  ]) + csvLine(shown.map(([name]) => name));
  let written = 0;
  for await (const rows of walkLog(sql, log, { newestFirst: true, cursor: null, size: rowsAtOnce })) {
    yield rows.map((row) => csvLine(shown.map(([, read]) => read(row, zone)))).join("");
    written += rows.length;
    if (written < maxWrittenRows) continue;
    const last = rows.at(-1);
    if (last)
      yield csvLine([
        `# Ends after ${written} rows, at ${at(new Date(last.decidedAt))}; narrow the window for the rest`,
      ]);
    return;
  }
}
