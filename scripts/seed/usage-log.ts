import type { Sql } from "@/db/connect";
import { CopyStream } from "@/scripts/seed/copy-stream";
import type { Draw } from "@/scripts/seed/demo-ledger";
import type { RequestRow } from "@/scripts/seed/tell-calls";

/** Events of metered calls under one node's dense numbers, with their draws, written while they are told. */
export class UsageLog {
  readonly #sql: Sql;
  readonly #nodeId: string;
  readonly #events: CopyStream;
  readonly #draws: CopyStream;
  #lastSeq = 0;

  private constructor(sql: Sql, nodeId: string, events: CopyStream, draws: CopyStream) {
    this.#sql = sql;
    this.#nodeId = nodeId;
    this.#events = events;
    this.#draws = draws;
  }

  static async open(sql: Sql, nodeId: string): Promise<UsageLog> {
    const [events, draws] = await Promise.all([
      CopyStream.open(sql, "usage_event", eventColumns),
      CopyStream.open(sql, "usage_draw", drawColumns),
    ]);
    return new UsageLog(sql, nodeId, events, draws);
  }

  add({ requestId, tenantId, featureId, keyId, routeId, units, decidedAt }: RequestRow, draws: readonly Draw[]): void {
    const name = `${this.#nodeId}\t${++this.#lastSeq}`;
    const at = decidedAt.toISOString();
    const whose = `${tenantId}\t${featureId}\t${keyId}\t${routeId}`;
    this.#events.add(`${name}\t${requestId}\t${whose}\t${units ? "ok" : "void"}\t${units}\t${at}\t${at}\n`);
    for (const [n, { account, cost }] of draws.entries())
      this.#draws.add(`${name}\t${n}\t${account.accountId}\t${cost}\n`);
  }

  async flush(): Promise<void> {
    await Promise.all([this.#events.flush(), this.#draws.flush()]);
  }

  /** Writes the rest, and the last number given into the node. */
  async close(): Promise<void> {
    await Promise.all([this.#events.end(), this.#draws.end()]);
    await this.#sql`update node set last_seq = ${this.#lastSeq} where node_id = ${this.#nodeId}`;
  }
}

const eventColumns = [
  ...["nodeId", "seq", "requestId", "tenantId", "featureId", "keyId", "routeId", "outcome", "cost"],
  ...["admittedAt", "appliedAt"],
];
const drawColumns = ["nodeId", "seq", "n", "accountId", "cost"];
