import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import postgres from "postgres";
import { startPostgres } from "../postgres/start-postgres.mjs";
import { bundleServices } from "../supervisor/bundle-services.mjs";
import { runChild } from "../supervisor/run-child.mjs";
import { removeAbandonedFolders, temporaryFolder } from "../supervisor/temporary-folder.mjs";
import { bundleTools } from "./bundle-tools.mjs";

/** @typedef {Awaited<ReturnType<typeof openRig>>} Rig */
/** @typedef {"fg_gateway" | "fg_worker" | "faregate"} Role */

const DATABASE = "faregate";

/**
 * Faregate without its portal, for measurements and torture: an embedded PostgreSQL of its own, migrated, with the roles
 * of a real installation, and the bundles of this checkout. Nothing in it is shared with a running instance.
 *
 * @param {{ root: string, purpose: string, tools: string[], settings?: Record<string, string> }} given
 *   `tools` are TypeScript programs bundled beside the services; `settings` are settings of the database server
 */
export async function openRig({ root, purpose, tools, settings = {} }) {
  await removeAbandonedFolders();
  const folder = temporaryFolder(purpose);
  const bundles = path.join(root, "dist", purpose);
  await bundleServices(root, bundles);
  await bundleTools(root, bundles, tools);
  const password = () => randomBytes(24).toString("base64url");
  const passwords = { faregate: password(), fg_portal: password(), fg_gateway: password(), fg_worker: password() };
  const secrets = {
    NEXTAUTH_SECRET: password() + password(),
    FAREGATE_KEY_PEPPER: password() + password(),
    FAREGATE_MASTER_KEY: randomBytes(32).toString("base64"),
  };
  const startServer = () => startPostgres({ dataFolder: folder, password: passwords.faregate, settings });
  let server = await startServer();
  const { host, port } = server.connection;

  /** @param {string} database */
  const connect = (database) =>
    postgres({ host, port, user: "faregate", password: passwords.faregate, database, max: 2, onnotice: () => {} });
  const maintenance = connect("postgres");
  await maintenance.unsafe(`create database ${DATABASE}`);
  await maintenance.end();

  /** The environment of one process. @param {Role} role @param {Record<string, string>} [over] */
  const env = (role, over = {}) => ({
    PATH: process.env.PATH ?? "",
    NODE_ENV: "production",
    FAREGATE_MODE: "demo",
    LOG_LEVEL: "warn",
    UPSTREAM_ALLOWED_RANGES: "127.0.0.0/8",
    PORTAL_URL: "http://localhost:3000",
    NEXTAUTH_URL: "http://localhost:3000",
    GATEWAY_URL: "http://localhost:8402",
    FAREGATE_SERVICE: role === "fg_gateway" ? "gateway" : role === "fg_worker" ? "worker" : "tool",
    FAREGATE_DATA: folder,
    ...secrets,
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: role,
    PGPASSWORD: passwords[role],
    PGDATABASE: DATABASE,
    ...over,
  });

  /**
   * Runs a bundled program to its end and answers with its JSON.
   *
   * @param {string} tool @param {{ args?: string[], over?: Record<string, string> }} [given]
   */
  const runTool = async (tool, { args = [], over = {} } = {}) => {
    const given = { what: tool, cwd: root, env: env("faregate", over) };
    const output = await runChild(process.execPath, [path.join(bundles, `${tool}.js`), ...args], given);
    return JSON.parse(output.trim().split("\n").at(-1) ?? "null");
  };
  const roles = Object.entries(passwords).filter(([role]) => role !== "faregate");
  await runTool("migrate", {
    over: Object.fromEntries(roles.map(([role, text]) => [`${role.toUpperCase()}_PASSWORD`, text])),
  });
  const sql = connect(DATABASE);

  return {
    root,
    folder,
    sql,
    env,
    runTool,
    connect,
    bundle: (/** @type {string} */ name) => path.join(bundles, `${name}.js`),
    databasePid: () => server.pid,
    /** Stops the database without a checkpoint, as a power cut would leave it, and starts it again. @param {number} pauseMs */
    async crashDatabase(pauseMs) {
      process.kill(server.pid, "SIGQUIT");
      await server.exited;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      server = await startServer();
    },
    async close() {
      await sql.end({ timeout: 2 }).catch(() => undefined);
      await server.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
