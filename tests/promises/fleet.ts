import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { Pool } from "undici";
import { afterAll } from "vitest";
import { type Env, env } from "@/lib/env";
import { nodeDoor } from "@/lib/gateway/server/node-door";
import { type Engine, openEngine } from "@/lib/gateway/server/open-engine";
import type { CoreSettings } from "@/lib/metering/core/types";
import { listen, openWorld, type TestTenant, untilAdmitting, untilTold, type World } from "@/tests/gateway/world";

export type Answer = {
  status: number;
  code: string | null;
  retryAfter: string | null;
  /** Milliseconds since the process began. */
  sentAt: number;
  endedAt: number;
};

export type FleetNode = {
  engine: Engine;
  ask(tenant: TestTenant, path?: string): Promise<Answer>;
  close(): Promise<void>;
};

export type Fleet = {
  world: World;
  nodes: FleetNode[];
  /** What the upstream has worked off, by the tenant's name in the query. */
  executions: Map<string, number>;
  /** Waits until every node has been told what is committed. */
  untilTold(): Promise<void>;
  /** A path that names the tenant to the upstream. `reportedUnits`: what the upstream says that the call cost. */
  pathOf(tenant: TestTenant, reportedUnits?: number): string;
};

type FleetOptions = { count: number; settings?: Partial<Env>; core?: Partial<CoreSettings> };

const closers: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  await Promise.all(closers.map((close) => close()));
});

/** Gateways as they run in production, each with a journal of its own, on one database and one upstream that counts. */
export async function openFleet({ count, settings = {}, core = {} }: FleetOptions): Promise<Fleet> {
  const world = await openWorld();
  // The world's own doors take no part.
  await Promise.all(Object.values(world.doors).map(({ engine }) => engine.close()));
  await world.sql`update node set seen_at = seen_at - interval '2 minutes'`;
  const executions = new Map<string, number>();
  const apiId = await world.addApi("fleet", `http://127.0.0.1:${await listen(countingUpstream(executions))}`, {
    // What a busy machine answers late is answered, and counted once on both sides.
    responseTimeoutMs: 60_000,
  });
  await world.addRoute({ apiId, path: "/fixed" });
  await world.addRoute({ apiId, path: "/varied", costUnits: 5, costHeader: "x-units" });
  const nodes = await Promise.all(Array.from({ length: count }, () => openNode(settings, core)));
  const pathOf: Fleet["pathOf"] = ({ name }, reportedUnits) => {
    const who = encodeURIComponent(name);
    return reportedUnits === undefined ? `/fleet/fixed?who=${who}` : `/fleet/varied?who=${who}&units=${reportedUnits}`;
  };
  const untilAllTold = async () => {
    for (const { engine } of nodes) await untilTold(world.sql, engine);
  };
  return { world, nodes, executions, untilTold: untilAllTold, pathOf };
}

function countingUpstream(executions: Map<string, number>): Server {
  return createServer((req, res) => {
    const query = new URL(req.url ?? "/", "http://upstream.test").searchParams;
    const units = query.get("units");
    const who = query.get("who") ?? "";
    executions.set(who, (executions.get(who) ?? 0) + Number(units ?? 1));
    setTimeout(
      () => res.writeHead(200, units === null ? {} : { "x-units": units }).end("ok"),
      Number(query.get("ms") ?? 0),
    );
  });
}

export async function openNode(settings: Partial<Env>, core: Partial<CoreSettings>): Promise<FleetNode> {
  const folder = await mkdtemp(path.join(tmpdir(), "faregate-fleet-"));
  const engine = await openEngine("gateway", { ...env(), JOURNAL_FOLDER: folder, ...settings }, { settings: core });
  await untilAdmitting(engine);
  const origin = `http://127.0.0.1:${await listen(nodeDoor(engine))}`;
  const pool = new Pool(origin, { connections: 64, pipelining: 1 });
  let isClosed = false;
  const close = async () => {
    if (isClosed) return;
    isClosed = true;
    await pool.destroy();
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  };
  closers.push(close);
  return { engine, close, ask: (tenant, at = "/northlight/v1/search") => ask(pool, tenant, at) };
}

async function ask(pool: Pool, tenant: TestTenant, at: string): Promise<Answer> {
  const sentAt = performance.now();
  const { statusCode, headers, body } = await pool.request({ method: "GET", path: at, headers: tenant.auth });
  const text = await body.text();
  const code = statusCode < 400 ? null : ((JSON.parse(text) as { code?: string }).code ?? null);
  const retryAfter = typeof headers["retry-after"] === "string" ? headers["retry-after"] : null;
  return { status: statusCode, code, retryAfter, sentAt, endedAt: performance.now() };
}

/** So many callers that ask one after another, spread over the nodes, until `next` answers null. */
export async function offer(
  callers: number,
  next: (turn: number) => (() => Promise<Answer>) | null,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  let turn = 0;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (let call = next(turn++); call !== null; call = next(turn++)) answers.push(await call());
    }),
  );
  return answers;
}

/** How often each status and code was answered. */
export function tally(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, code } of answers) {
    const name = code === null ? String(status) : `${status} ${code}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** The `p`-th part of sorted values. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? Number.NaN;
}
