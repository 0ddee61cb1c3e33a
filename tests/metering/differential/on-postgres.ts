import type { Sql } from "@/db/connect";
import type { StoreAnswer, StoreFailure } from "@/lib/metering/core/types";
import { askStore } from "@/lib/metering/server/store/ask-store";
import { storeFailure } from "@/lib/metering/server/store/store-failure";
import type { Command, Scene } from "./commands";

/** What PostgreSQL answered, and its clock then. */
export type Told = { said: StoreAnswer | { failure: StoreFailure } | Record<string, unknown> | null; nowMs: number };

/** Does a command with the statements that a gateway and a worker send. */
export async function onPostgres(sql: Sql, scene: Scene, command: Command): Promise<Told> {
  switch (command.kind) {
    case "store": {
      const { request } = command;
      try {
        const [row] = await askStore(sql, "nodeId" in request ? request.nodeId : scene.nodeIds[0], request, false);
        const answer = { ...row?.answer, fn: request.fn } as StoreAnswer;
        return { said: answer, nowMs: answer.nowMs };
      } catch (error) {
        return { said: { failure: storeFailure(error) }, nowMs: await clock(sql) };
      }
    }
    case "pass":
      await pass(sql, scene, command.ms);
      return { said: null, nowMs: await clock(sql) };
    case "reap":
      await sql`select lease_reap()`;
      return { said: null, nowMs: await clock(sql) };
    case "close_periods":
      await sql`select ledger_close_periods()`;
      return { said: null, nowMs: await clock(sql) };
    case "write_off":
      await sql`select lease_write_off(${command.leaseId}, 'test')`;
      return { said: null, nowMs: await clock(sql) };
    case "lose":
      await sql`select node_lost(${command.nodeId}, 'test')`;
      return { said: null, nowMs: await clock(sql) };
    case "sell":
      return sell(sql, scene, command);
    case "give":
      return give(sql, scene, command);
    case "announce":
      await sql`select record_change('tenant', ${scene.tenantId}, ${scene.tenantId})`;
      return { said: null, nowMs: await clock(sql) };
  }
}

async function clock(sql: Sql): Promise<number> {
  const [row] = await sql<{ nowMs: number }[]>`select epoch_ms(clock_timestamp()) as "nowMs"`;
  return row?.nowMs ?? 0;
}

/** Instants of this scene move into the past, those of the one hold with them. */
async function pass(sql: Sql, { tenantId, nodeIds }: Scene, ms: number): Promise<void> {
  const by = sql`${ms}::bigint * interval '1 millisecond'`;
  await sql.begin(async (tx) => {
    await tx`update node set seen_at = seen_at - ${by}, started_at = started_at - ${by}, lost_at = lost_at - ${by},
               flushed_until = flushed_until - ${by} where node_id in ${tx(nodeIds)}`;
    await tx`update lease set opened_at = opened_at - ${by}, expires_at = expires_at - ${by},
               orphaned_at = orphaned_at - ${by}, closed_at = closed_at - ${by} where node_id in ${tx(nodeIds)}`;
    await tx`update ledger_account set period_start = period_start - ${by}, period_end = period_end - ${by}
              where tenant_id = ${tenantId}`;
    await tx`update exception set starts_at = starts_at - ${by}, ends_at = ends_at - ${by} where tenant_id = ${tenantId}`;
    await tx`update ledger_hold set since = since - ${by}`;
  });
}

async function sell(sql: Sql, { tenantId }: Scene, command: Command & { kind: "sell" }): Promise<Told> {
  const { lotId, micro, lifeMs } = command;
  const nowMs = await clock(sql);
  const expiresAt = lifeMs === null ? null : new Date(nowMs + lifeMs);
  const [row] = await sql<{ answer: Record<string, unknown> }[]>`
    select credit_lot_open(${tenantId}, ${lotId}, 'bought', ${micro}, 100, ${expiresAt}, 'test', ${lotId}, 'test', 'test') as answer`;
  return { said: row?.answer ?? null, nowMs };
}

async function give(sql: Sql, scene: Scene, command: Command & { kind: "give" }): Promise<Told> {
  const { tenantId, featureId } = scene;
  const nowMs = await clock(sql);
  const [startsAt, endsAt] = [new Date(nowMs), new Date(nowMs + command.lifeMs)];
  await sql.begin(async (tx) => {
    await tx`insert into exception (tenant_id, id, kind, feature_id, units, reason, starts_at, ends_at, granted_by, created_at)
             values (${tenantId}, ${`exc_${scene.name}_${scene.counter++}`}, 'extra_units', ${featureId}, ${command.units},
                     'test', ${startsAt}, ${endsAt}, 'test', ${startsAt})`;
    await tx`select record_change('tenant', ${tenantId}, ${tenantId})`;
  });
  return { said: null, nowMs };
}
