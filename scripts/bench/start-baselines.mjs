import path from "node:path";
import { answering, passingOn, startNginx } from "./nginx.mjs";
import { startServer } from "./start-server.mjs";

const body = JSON.stringify({ pong: true, places: [] });

/**
 * The upstream that everything is measured in front of, and what the gateway is compared with: a bare Node server,
 * nginx, and the server that people build themselves, with tables of its own on the same PostgreSQL.
 *
 * @param {import("./open-rig.mjs").Rig} rig
 * @param {{ keys: string[], measured: number, rest: number }} given processors of what is measured and of all else
 */
export async function startBaselines(rig, { keys, measured, rest }) {
  /** @type {(() => void)[]} */
  const stops = [];
  const nginxUpstream = await startNginx({
    ...{ folder: path.join(rig.folder, "nginx-upstream"), processor: rest, serving: answering(body) },
  });
  const upstream = nginxUpstream ?? (await startServer("upstream.mjs", { processor: rest, args: [body] }));
  stops.push(upstream.stop);
  const bare = await startServer("bare-server.mjs", { processor: measured });
  stops.push(bare.stop);
  const nginx = await startNginx({
    ...{ folder: path.join(rig.folder, "nginx"), processor: measured, serving: passingOn(upstream.port) },
  });
  if (nginx) stops.push(nginx.stop);
  const database = await makeOwnTables(rig, keys);
  const diy = await startServer("diy-server.mjs", {
    processor: measured,
    args: [JSON.stringify({ database, upstreamPort: upstream.port })],
  });
  stops.push(diy.stop);
  const upstreamKind = nginxUpstream ? "nginx, one worker, `return 200`" : "a Node server that sends prepared bytes";
  return { upstream, upstreamKind, bare, nginx, diy, stop: () => stops.forEach((stop) => void stop()) };
}

/** The tables of the server that people build themselves: a row a tenant, a row a call. @param {import("./open-rig.mjs").Rig} rig @param {string[]} keys */
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
