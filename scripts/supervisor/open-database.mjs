import { startPostgres } from "../postgres/start-postgres.mjs";
import { requireDatabase } from "./database-address.mjs";

const DATABASE = "faregate";

/**
 * @typedef {{ owner: Record<string, string>, portal: Record<string, string>, gateway: Record<string, string>,
 *   worker: Record<string, string> }} Access environment of each process that uses the database
 */

/**
 * Starts the embedded PostgreSQL, or waits for the operator's own. The embedded one gives each process a role of its
 * own; the operator's is used with the one role that `DATABASE_URL` names.
 *
 * @param {{ dataFolder: string, databaseUrl: string | null, secrets: Record<string, string>,
 *   life: import("./lifecycle.mjs").Lifecycle, note: (line: string) => void }} given
 * @returns {Promise<{ access: Access, description: string, exited: Promise<string> }>}
 */
export async function openDatabase({ dataFolder, databaseUrl, secrets, life, note }) {
  if (databaseUrl) {
    const description = await requireDatabase(databaseUrl);
    const all = { DATABASE_URL: databaseUrl };
    const access = { owner: all, portal: all, gateway: all, worker: all };
    return { access, description, exited: new Promise(() => {}) };
  }
  const password = secrets.PGPASSWORD ?? "";
  const server = await startPostgres({ dataFolder, password, note });
  await life.defer(server.stop);
  await createDatabase(server.connection);
  const { host, port, user } = server.connection;
  /** @param {string} role @param {string | undefined} rolePassword */
  const as = (role, rolePassword) => ({
    ...{ PGHOST: host, PGPORT: String(port), PGUSER: role, PGPASSWORD: rolePassword ?? "", PGDATABASE: DATABASE },
  });
  return {
    access: {
      owner: as(user, password),
      portal: as("fg_portal", secrets.FG_PORTAL_PASSWORD),
      gateway: as("fg_gateway", secrets.FG_GATEWAY_PASSWORD),
      worker: as("fg_worker", secrets.FG_WORKER_PASSWORD),
    },
    description: `embedded, as ${server.account}${recovery(server)}`,
    exited: server.exited,
  };
}

/** @param {import("../postgres/start-postgres.mjs").Postgres} server */
function recovery({ cleared }) {
  return cleared === "nothing" ? "" : `, after an unclean stop (${cleared})`;
}

/** @param {import("../postgres/start-postgres.mjs").Connection} connection */
async function createDatabase(connection) {
  const { default: postgres } = await import("postgres");
  const { host, port, user, password, database } = connection;
  const sql = postgres({ host, port, user, password, database, max: 1, onnotice: () => {} });
  try {
    const [found] = await sql`select 1 from pg_database where datname = ${DATABASE}`;
    if (!found) await sql.unsafe(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
