import type { Sql } from "@/db/connect";
import { copyPieces } from "@/scripts/seed/copy-rows";
import { LineBuffer } from "@/scripts/seed/line-buffer";
import type { RequestRow } from "@/scripts/seed/tell-calls";

const dayMs = 86_400_000;

/**
 * Rows of the request log, gathered by day. A day of the past is written as a table of its own and becomes a partition
 * with all its rows: its indexes are then built once instead of row by row. The trigger that counts rows does not see
 * them; counting them is the caller's.
 */
export class DayLog {
  readonly #days = new Map<string, LineBuffer>();

  add(row: RequestRow): void {
    const name = row.decidedAt.toISOString().slice(0, 10);
    const day = this.#days.get(name) ?? new LineBuffer(columns);
    this.#days.set(name, day);
    day.add(row);
  }

  async write(sql: Sql): Promise<void> {
    for (const [name, lines] of [...this.#days].toSorted()) {
      const table = `request_log_${name.replaceAll("-", "")}`;
      const [found] = await sql<{ isThere: boolean }[]>`select to_regclass(${table}) is not null as "isThere"`;
      if (!found?.isThere) await sql`create table ${sql(table)} (like request_log including defaults)`;
      await copyPieces(sql, table, columns, lines.pieces());
      if (found?.isThere) continue;
      const next = new Date(Date.parse(name) + dayMs).toISOString().slice(0, 10);
      await sql.unsafe(
        `alter table request_log attach partition ${table} for values from ('${name} 00:00:00+00') to ('${next} 00:00:00+00')`,
      );
    }
    this.#days.clear();
  }
}

const columns = [
  ...["requestId", "decidedAt", "mode", "door", "tenantId", "keyId", "keyHint", "apiId", "routeId"],
  ...["featureId", "planVersionId", "method", "routePath", "status", "code", "gates", "reasons", "details"],
  ...["limitUnits", "usedUnits", "askedUnits", "units", "upstreamStatus", "gateUs", "upstreamMs"],
  ...["totalMs", "aborted", "clientRequestId", "weight", "metered"],
];
