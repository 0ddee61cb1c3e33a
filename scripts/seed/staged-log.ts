import type { Sql } from "@/db/connect";
import { keepPartitions, requestLogDays } from "@/lib/metering/server/keep-partitions";
import { copyText } from "@/scripts/seed/copy-line";
import { CopyStream } from "@/scripts/seed/copy-stream";
import type { RequestRow } from "@/scripts/seed/tell-calls";

const dayMs = 86_400_000;
const staging = "demo_log";
const none = "\\N";

/**
 * Rows of the request log on their way into it. They are written to a table of its days without indexes while they are
 * told; then each day becomes a partition of the log with all its rows, and its indexes are built once instead of row
 * by row. The trigger that counts rows does not see them; counting them is the caller's.
 */
export class StagedLog {
  readonly #sql: Sql;
  readonly #rows: CopyStream;
  /** The last one, which most rows share. */
  #hint: { of: string | null | undefined; text: string } = { of: null, text: none };

  private constructor(sql: Sql, rows: CopyStream) {
    this.#sql = sql;
    this.#rows = rows;
  }

  /** @param from the earliest row that may come */
  static async open(sql: Sql, from: Date, now: Date): Promise<StagedLog> {
    // An earlier seed that was cut short may have left both.
    await keepPartitions(sql, now);
    await sql.unsafe(`drop table if exists ${staging} cascade`);
    await sql.unsafe(`create table ${staging} (like request_log including defaults) partition by range (decided_at)`);
    for (const { table, since, until } of daysOf(from, now))
      await sql.unsafe(`create table demo_${table} partition of ${staging} ${bounds(since, until)}`);
    const rows = new CopyStream(staging, columns);
    await rows.open(sql);
    return new StagedLog(sql, rows);
  }

  add(row: RequestRow): void {
    const { keyHint } = row;
    if (this.#hint.of !== keyHint) this.#hint = { of: keyHint, text: copyText(keyHint) };
    this.#rows.add(lineOf(row, this.#hint.text));
  }

  flush(): Promise<void> {
    return this.#rows.flush();
  }

  /** Makes the days part of the log. */
  async close(from: Date, now: Date): Promise<void> {
    await this.#rows.end();

    await this.#sql.begin(async (tx) => {
      for (const { table, since, until } of daysOf(from, now)) {
        const [found] = await tx<{ isThere: boolean }[]>`select to_regclass(${table}) is not null as "isThere"`;
        if (found?.isThere) {
          await tx.unsafe(`insert into ${table} (${names}) select ${names} from demo_${table}`);
          continue;
        }
        await tx.unsafe(`alter table ${staging} detach partition demo_${table}`);
        await tx.unsafe(`alter table demo_${table} rename to ${table}`);
        await tx.unsafe(`alter table request_log attach partition ${table} ${bounds(since, until)}`);
      }
      await tx.unsafe(`drop table ${staging}`);
    });
  }
}

/** The log's days; those that it keeps no more are one, which is dropped once it was counted. */
function daysOf(from: Date, now: Date): { table: string; since: string; until: string }[] {
  const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const starts = [dayOf(from.getTime())];
  for (let days = requestLogDays; days >= 0; days--) {
    const start = dayOf(now.getTime() - days * dayMs);
    if (start > (starts.at(-1) ?? "")) starts.push(start);
  }
  return starts.map((since, at) => ({
    table: `request_log_${since.replaceAll("-", "")}`,
    since,
    until: starts[at + 1] ?? dayOf(Date.parse(since) + dayMs),
  }));
}

const bounds = (since: string, until: string) => `for values from ('${since} 00:00:00+00') to ('${until} 00:00:00+00')`;

const columns = [
  ...["requestId", "decidedAt", "mode", "door", "tenantId", "keyId", "keyHint", "apiId", "routeId"],
  ...["featureId", "planVersionId", "method", "routePath", "status", "code", "gates", "reasons", "details"],
  ...["limitUnits", "usedUnits", "askedUnits", "units", "upstreamStatus", "gateUs", "upstreamMs"],
  ...["totalMs", "weight", "metered"],
] as const satisfies (keyof RequestRow)[];
const names = columns.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)).join(", ");

/** The columns in their order. Written out, because hundreds of thousands are made. */
function lineOf(row: RequestRow, hint: string): string {
  const { tenantId, keyId, apiId, routeId, featureId, planVersionId, upstreamStatus, upstreamMs } = row;
  const { limitUnits, usedUnits, askedUnits, units, gateUs, totalMs, weight, metered } = row;
  const who = `${tenantId ?? none}\t${keyId ?? none}\t${hint}`;
  const what = `${apiId ?? none}\t${routeId ?? none}\t${featureId ?? none}\t${planVersionId ?? none}`;
  const called = `${row.method}\t${row.routePath ?? none}\t${row.status}\t${row.code ?? none}`;
  const why = `${copyText(row.gates)}\t${copyText(row.reasons)}\t${copyText(row.details)}`;
  const cost = `${limitUnits ?? none}\t${usedUnits ?? none}\t${askedUnits ?? none}\t${units}`;
  const took = `${upstreamStatus ?? none}\t${gateUs}\t${upstreamMs ?? none}\t${totalMs}\t${weight}\t${metered}`;
  const id = `${row.requestId}\t${row.decidedAt.toISOString()}\t${row.mode ?? none}\t${row.door}`;
  return `${id}\t${who}\t${what}\t${called}\t${why}\t${cost}\t${took}\n`;
}
