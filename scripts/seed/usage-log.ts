import type { Sql } from "@/db/connect";
import { CopyStream } from "@/scripts/seed/copy-stream";
import type { Draw } from "@/scripts/seed/demo-ledger";
import type { RequestRow } from "@/scripts/seed/tell-calls";

const eventColumns = [
  ...["nodeId", "seq", "requestId", "tenantId", "featureId", "keyId", "routeId", "outcome", "cost"],
  ...["admittedAt", "appliedAt"],
];
const drawColumns = ["nodeId", "seq", "n", "accountId", "cost"];

/** Events of metered calls under one node's dense numbers, with their draws, gathered to be written at once. */
export class UsageLog {
  readonly #nodeId: string;
  readonly #events = new CopyStream("usage_event", eventColumns);
  readonly #draws = new CopyStream("usage_draw", drawColumns);
  #lastSeq = 0;

  constructor(nodeId: string) {
    this.#nodeId = nodeId;
  }

  add({ requestId, tenantId, featureId, keyId, routeId, units, decidedAt }: RequestRow, draws: readonly Draw[]): void {
    const name = `${this.#nodeId}\t${++this.#lastSeq}`;
    const at = decidedAt.toISOString();
    const whose = `${tenantId}\t${featureId}\t${keyId}\t${routeId}`;
    this.#events.add(`${name}\t${requestId}\t${whose}\t${units ? "ok" : "void"}\t${units}\t${at}\t${at}\n`);
    for (const [n, { account, cost }] of draws.entries())
      this.#draws.add(`${name}\t${n}\t${account.accountId}\t${cost}\n`);
  }

  /** Writes everything inside the caller's transaction, and the last number given into the node. */
  async write(sql: Sql): Promise<void> {
    await fillWithoutIndexes(sql, "usage_event", this.#events);
    await fillWithoutIndexes(sql, "usage_draw", this.#draws);
    await sql`update node set last_seq = ${this.#lastSeq} where node_id = ${this.#nodeId}`;
  }
}

/** Fills a table without its indexes beside the primary key, and builds them once over all rows. */
async function fillWithoutIndexes(sql: Sql, table: string, rows: CopyStream): Promise<void> {
  const indexes = await sql<{ name: string; definition: string }[]>`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
      from pg_index where indrelid = ${table}::regclass and not indisprimary`;
  for (const { name } of indexes) await sql.unsafe(`drop index ${name}`);
  await rows.open(sql);
  await rows.end();
  for (const { definition } of indexes) await sql.unsafe(definition);
}
