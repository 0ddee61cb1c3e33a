import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";
import type { Sql } from "@/db/connect";
import { testDatabase } from "@/db/testing/test-database";
import { type Env, env } from "@/lib/env";
import { nodeDoor } from "@/lib/gateway/server/node-door";
import { type Engine, openEngine } from "@/lib/gateway/server/open-engine";
import { newId } from "@/lib/id";
import { digestKey, keyHint, mintKey } from "@/lib/keys/key-format";
import type { CoreSettings } from "@/lib/metering/core/types";
import { createDemoUpstream } from "@/scripts/demo/create-demo-upstream";
import { eventually } from "@/tests/gateway/call";
import { portalServer } from "@/tests/gateway/portal-server";

export const doors = ["gateway", "portal"] as const;
export type DoorName = (typeof doors)[number];

const closers: (() => Promise<unknown> | unknown)[] = [];
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

export async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Opens an engine on this file's database, with a journal of its own and leases that are given back at once. */
export async function openTestEngine(
  door: DoorName,
  settings: Partial<Env> = {},
  core: Partial<CoreSettings> = {},
): Promise<Engine> {
  const folder = await mkdtemp(path.join(tmpdir(), `faregate-${door}-`));
  const options = { settings: { ...quick, ...core } };
  const engine = await openEngine(door, { ...env(), JOURNAL_FOLDER: folder, ...settings }, options);
  closers.push(async () => {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  });
  await untilAdmitting(engine);
  return engine;
}

/** Tests cannot wait ten seconds for an idle lease to close, and a busy machine's store is waited for. */
const quick = { idleCloseMs: 200, flushEveryMs: 50, waitMs: 10_000 };

/** Waits until an engine's journal is open. */
export const untilAdmitting = ({ meter }: Engine) =>
  eventually(
    () => meter.notReady(),
    (reason) => reason === null,
  );

/** Waits until an engine has been told every change that is committed, and has read the catalogue anew behind them. */
export async function untilTold(sql: Sql, { feed, catalog }: Engine): Promise<void> {
  await feed.catchUp();
  const before = catalog();
  // A reading of the catalogue that a change meets is made again, so that the next one held knows all before it.
  await sql`select record_change('catalog', 'read anew', null)`;
  await eventually(catalog, (held) => held !== before);
}

/** An upstream of a test's own. */
export async function ownUpstream(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(createServer(listener))}`;
}

export type Doors = Record<DoorName, { url: string; engine: Engine }>;

export type World = {
  sql: Sql;
  upstreamUrl: string;
  /** What the demo upstream has been asked so far, by method and path. */
  upstream: ReturnType<typeof createDemoUpstream>;
  doors: Doors;
  ids: { api: string; calls: string; reports: string; extra: string; legacy: string; starter: string; pro: string };
  /** A tenant of the test's own with its key. */
  newTenant(over?: TenantOver): Promise<TestTenant>;
  change(subject: "catalog" | "tenant" | "key", id: string, tenantId?: string): Promise<void>;
  addRoute(over: RouteOver): Promise<string>;
  addApi(slug: string, upstreamUrl: string, over?: Partial<ApiOver>): Promise<string>;
  addVersion(planId: string, over: VersionOver): Promise<string>;
  waitForFeed(): Promise<void>;
};

export type TestTenant = {
  id: string;
  name: string;
  key: string;
  keyId: string;
  secretId: string;
  auth: Record<string, string>;
};
type TenantOver = {
  plan?: string | null;
  status?: "trialing" | "active" | "paused" | "ended";
  endsAt?: Date | null;
  suspended?: boolean;
  scopes?: string[];
  networks?: string[];
  errorDetail?: "full" | "minimal";
  mode?: "live" | "test";
  /** The key's own budget for calls. */
  budget?: { units: number; period: "anniversary" | "calendar_month" | "day" };
  locale?: string;
};
type RouteOver = {
  method?: string;
  path: string;
  featureId?: string | null;
  costUnits?: number;
  costHeader?: string;
  minCostUnits?: number;
  scope?: string | null;
  maxBodyBytes?: number;
  apiId?: string;
  chargedStatuses?: [number, number][];
};
type ApiOver = { connectTimeoutMs: number; responseTimeoutMs: number; idleTimeoutMs: number; allowedOrigins: string[] };
type VersionOver = {
  limits: Record<string, number | null>;
  number?: number;
  ratePerMinute?: number | null;
  priceMinor?: number;
  /** How every meter of the version is counted. */
  terms?: { period?: "anniversary" | "calendar_month" | "day"; creditMicroPerUnit?: number; overage?: "postpaid" };
};

/** A small installation: an api at the demo upstream, two plans, and both doors open on it. */
export async function openWorld(settings: Partial<Env> = {}, core: Partial<CoreSettings> = {}): Promise<World> {
  const { sql } = await testDatabase();
  const upstream = createDemoUpstream();
  const upstreamUrl = `http://127.0.0.1:${await listen(upstream.server)}`;
  const now = new Date();
  const ids = {
    api: newId("api", now),
    calls: newId("feature", now),
    reports: newId("feature", now),
    extra: newId("feature", now),
    legacy: newId("feature", now),
    starter: newId("plan", now),
    pro: newId("plan", now),
  };

  const change: World["change"] = async (subject, id, tenantId) => {
    await sql`select record_change(${subject}, ${id}, ${tenantId ?? null})`;
  };
  const addApi: World["addApi"] = async (slug, url, over = {}) => {
    const id = slug === "northlight" ? ids.api : newId("api", new Date());
    const { connectTimeoutMs = 10_000, responseTimeoutMs = 30_000, idleTimeoutMs = 30_000, allowedOrigins = [] } = over;
    await sql`insert into api (id, slug, name, upstream_url, connect_timeout_ms, response_timeout_ms, idle_timeout_ms, allowed_origins, created_at)
      values (${id}, ${slug}, ${`Api ${slug}`}, ${url}, ${connectTimeoutMs}, ${responseTimeoutMs}, ${idleTimeoutMs}, ${allowedOrigins}, now())`;
    await change("catalog", id);
    return id;
  };
  const addRoute: World["addRoute"] = async (over) => {
    const id = newId("route", new Date());
    await sql`insert into route (id, api_id, method, path, feature_id, cost_units, cost_header, min_cost_units, scope, max_body_bytes, charged_statuses, created_at)
      values (${id}, ${over.apiId ?? ids.api}, ${over.method ?? "GET"}, ${over.path}, ${over.featureId === undefined ? ids.calls : over.featureId},
        ${over.costUnits ?? 1}, ${over.costHeader ?? null}, ${over.minCostUnits ?? 0}, ${over.scope ?? null}, ${over.maxBodyBytes ?? 10_485_760}, ${sql.json(over.chargedStatuses ?? [[200, 399]])}, now())`;
    await change("catalog", id);
    return id;
  };
  const addVersion: World["addVersion"] = async (planId, over) => {
    const id = newId("planVersion", new Date());
    await sql`insert into plan_version (id, plan_id, number, status, price_minor, currency, rate_per_minute, created_at, updated_at)
      values (${id}, ${planId}, ${over.number ?? 1}, 'draft', ${over.priceMinor ?? 900}, 'EUR', ${over.ratePerMinute ?? null}, now(), now())`;
    for (const [featureId, units] of Object.entries(over.limits)) {
      const { period = "anniversary", creditMicroPerUnit = null, overage = "none" } = over.terms ?? {};
      await sql`insert into plan_feature (plan_version_id, feature_id, limit_units, period, credit_micro_per_unit, overage)
        values (${id}, ${featureId}, ${units}, ${period}, ${creditMicroPerUnit}, ${overage})`;
    }
    await sql`update plan_version set status = 'published', published_at = now() where id = ${id}`;
    await change("catalog", id);
    return id;
  };

  await addApi("northlight", upstreamUrl, { allowedOrigins: ["https://app.example.com"] });
  for (const [id, slug, kind, unit] of [
    [ids.calls, "calls", "meter", "call"],
    [ids.reports, "reports", "meter", "page"],
    [ids.extra, "extra", "switch", "call"],
    [ids.legacy, "legacy", "switch", "call"],
  ] as const) {
    const german = slug === "reports" ? "Berichte" : null;
    await sql`insert into feature (id, slug, name, name_de, kind, unit, unit_plural, created_at)
      values (${id}, ${slug}, ${`The ${slug}`}, ${german}, ${kind}, ${unit}, ${`${unit}s`}, now())`;
  }
  for (const [path, over] of Object.entries(routes(ids))) await addRoute({ path, ...over });
  await sql`insert into plan (id, slug, name, created_at) values (${ids.starter}, 'starter', 'Starter', now()), (${ids.pro}, 'pro', 'Pro', now())`;
  const starter = await addVersion(ids.starter, { limits: { [ids.calls]: 10, [ids.reports]: 20 } });
  await addVersion(ids.pro, { limits: { [ids.calls]: 1000, [ids.reports]: 50, [ids.extra]: null }, priceMinor: 4900 });

  const newTenant: World["newTenant"] = async (over = {}) => {
    const at = new Date();
    const tenant = { id: newId("tenant", at), name: `Tenant ${Math.random().toString(36).slice(2, 8)}` };
    const keyId = newId("key", at);
    const secretId = newId("secret", at);
    const mode = over.mode ?? "live";
    const key = mintKey(mode);
    await sql`insert into tenant (id, name, status, suspended_at, locale, created_at)
      values (${tenant.id}, ${tenant.name}, ${over.suspended ? "suspended" : "active"}, ${over.suspended ? at : null}, ${over.locale ?? null}, now())`;
    const plan = over.plan === undefined ? starter : over.plan;
    if (plan) {
      await sql`insert into subscription (tenant_id, id, plan_version_id, status, anchor, started_at, ends_at, created_by)
        values (${tenant.id}, ${newId("subscription", at)}, ${plan}, ${over.status ?? "active"}, ${at}, ${at}, ${over.endsAt ?? null}, 'test')`;
    }
    await sql`insert into api_key (tenant_id, id, name, mode, scopes, allowed_networks, error_detail, created_at, created_by)
      values (${tenant.id}, ${keyId}, 'k', ${mode}, ${over.scopes ?? []}, ${over.networks ?? []}, ${over.errorDetail ?? "full"}, now(), 'test')`;
    await sql`insert into key_secret (tenant_id, id, key_id, digest, hint, created_at)
      values (${tenant.id}, ${secretId}, ${keyId}, ${digestKey(key, env().FAREGATE_KEY_PEPPER)}, ${keyHint(key)}, now())`;
    if (over.budget) {
      await sql`insert into key_budget (tenant_id, key_id, feature_id, units, period)
        values (${tenant.id}, ${keyId}, ${ids.calls}, ${over.budget.units}, ${over.budget.period})`;
    }
    await change("tenant", tenant.id);
    return { ...tenant, key, keyId, secretId, auth: { authorization: `Bearer ${key}` } };
  };

  const made = {} as Doors;
  for (const door of doors) {
    const engine = await openTestEngine(door, settings, core);
    const server = door === "gateway" ? nodeDoor(engine) : portalServer(engine);
    const port = await listen(server);
    made[door] = { engine, url: `http://127.0.0.1:${port}${door === "portal" ? "/gateway" : ""}` };
  }
  const waitForFeed = async (): Promise<void> => {
    for (const { engine } of Object.values(made)) await untilTold(sql, engine);
  };
  return { sql, upstreamUrl, upstream, doors: made, ids, newTenant, change, addRoute, addApi, addVersion, waitForFeed };
}

const routes = (ids: World["ids"]): Record<string, Omit<RouteOver, "path">> => ({
  "/v1/ping": { featureId: null },
  "/v1/search": {},
  "/v1/reverse": { scope: "data:read" },
  "/v1/reports/{id}": { featureId: ids.reports, costUnits: 5 },
  "/v1/slow": {},
  "/v1/stream": {},
  "/v1/status/{code}": {},
  "/v1/break/{how}": {},
  "/v1/extra": { featureId: ids.extra },
  "/v1/legacy": { featureId: ids.legacy },
  "/v1/echo": { method: "POST", maxBodyBytes: 1_000_000 },
});
