import type { Sql } from "@/db/connect";
import { copyPieces } from "@/scripts/seed/copy-rows";
import type { Draw } from "@/scripts/seed/demo-ledger";
import { LineBuffer } from "@/scripts/seed/line-buffer";
import type { RequestRow } from "@/scripts/seed/tell-calls";

/** Events of metered calls under one node's dense numbers, with their draws, gathered to be written at once. */
export class UsageLog {
  readonly #nodeId: string;
  readonly #events = new LineBuffer(eventColumns);
  readonly #draws = new LineBuffer(drawColumns);
  #lastSeq = 0;

  constructor(nodeId: string) {
    this.#nodeId = nodeId;
  }

  add(row: RequestRow, draws: readonly Draw[]): void {
    const nodeId = this.#nodeId;
    const seq = ++this.#lastSeq;
    this.#events.add({
      nodeId,
      seq,
      requestId: row.requestId,
      tenantId: row.tenantId,
      featureId: row.featureId,
      keyId: row.keyId,
      routeId: row.routeId,
      outcome: row.units ? "ok" : "void",
      cost: row.units,
      admittedAt: row.decidedAt,
      appliedAt: row.decidedAt,
    });
    for (const [n, { account, cost }] of draws.entries())
      this.#draws.add({ nodeId, seq, n, accountId: account.accountId, cost });
  }

  /** Writes everything inside the caller's transaction, and the last number given into the node. */
  async write(sql: Sql): Promise<void> {
    await withIndexesAfter(sql, "usage_event", () =>
      copyPieces(sql, "usage_event", eventColumns, this.#events.pieces()),
    );
    await withIndexesAfter(sql, "usage_draw", () => copyPieces(sql, "usage_draw", drawColumns, this.#draws.pieces()));
    await sql`update node set last_seq = ${this.#lastSeq} where node_id = ${this.#nodeId}`;
  }
}

const eventColumns = [
  ...["nodeId", "seq", "requestId", "tenantId", "featureId", "keyId", "routeId", "outcome", "cost"],
  ...["admittedAt", "appliedAt"],
];
const drawColumns = ["nodeId", "seq", "n", "accountId", "cost"];

/** Fills a table without its indexes beside the primary key, and builds them once over all rows. */
async function withIndexesAfter(sql: Sql, table: string, fill: () => Promise<void>): Promise<void> {
  const indexes = await sql<{ name: string; definition: string }[]>`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
      from pg_index where indrelid = ${table}::regclass and not indisprimary`;
  for (const { name } of indexes) await sql.unsafe(`drop index ${name}`);
  await fill();
  for (const { definition } of indexes) await sql.unsafe(definition);
}
