import path from "node:path";
import { passingOn, startNginx } from "./nginx.mjs";
import { startServer } from "./start-server.mjs";

/**
 * What the gateway is compared with: a bare Node server, nginx in front of each upstream, and the server that people
 * build themselves, with tables of its own on the same PostgreSQL.
 *
 * @param {import("./open-rig.mjs").Rig} rig
 * @param {{ keys: string[], upstreams: Awaited<ReturnType<typeof import("./start-upstreams.mjs").startUpstreams>>,
 *   processor: number }} given
 */
export async function startBaselines(rig, { keys, upstreams, processor }) {
  const nginxTo = (/** @type {{ port: number } | null} */ upstream, /** @type {string} */ name) =>
    upstream && startNginx({ folder: path.join(rig.folder, name), processor, serving: passingOn(upstream.port) });
  const bare = await startServer("bare-server.mjs", { processor });
  const nginx = await nginxTo(upstreams.bench, "nginx");
  const swiftNginx = await nginxTo(upstreams.swift, "swift-nginx");
  const options = JSON.stringify({ database: await makeOwnTables(rig, keys), upstreamPort: upstreams.bench.port });
  const diy = await startServer("diy-server.mjs", { processor, args: [options] });
  const stop = () => {
    for (const server of [bare, nginx, swiftNginx, diy]) server?.stop();
  };
  return { bare, nginx, swiftNginx, diy, stop };
}

/**
 * The tables of the server that people build themselves: a row a tenant, a row a call.
 *
 * @param {import("./open-rig.mjs").Rig} rig @param {string[]} keys
 */
async function makeOwnTables(rig, keys) {
  await rig.sql.unsafe("create database diy");
  const sql = rig.connect("diy");
  await sql.unsafe(`create table quota (tenant_id text primary key, key text not null, used bigint not null default 0,
    limit_units bigint not null) with (fillfactor = 50);
    create table usage (id bigint generated always as identity primary key, tenant_id text not null, path text not null,
    status int not null, at timestamptz not null default now())`);
  const rows = keys.map((key, n) => ({ tenant_id: `tenant-${n}`, key, limit_units: 1_000_000_000 }));
  await sql`insert into quota ${sql(rows)}`;
  await sql.end();
  const { PGHOST: host, PGPORT, PGUSER: user, PGPASSWORD: password } = rig.env("faregate");
  return { host, port: Number(PGPORT), user, password, database: "diy" };
}
