import net from "node:net";
import { acceptsConnections } from "../postgres/accepts-connections.mjs";
import { StartError } from "./start-error.mjs";
import { waitUntil } from "./wait-until.mjs";

const TIMEOUT_MS = 10_000;

/**
 * Where a `DATABASE_URL` points: a TCP address or, in libpq's ways of writing it, a socket folder.
 *
 * @param {string} url
 * @returns {{ where: net.NetConnectOpts, name: string }} `name` is fit to be printed: no user, no password
 */
export function databaseAddress(url) {
  const [, authority = "", query = ""] = /^postgres(?:ql)?:\/\/([^/?]*)[^?]*\??(.*)$/.exec(url) ?? [];
  const server = authority.slice(authority.lastIndexOf("@") + 1);
  const [, host = "", portText = ""] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(server) ?? [];
  const parameters = new URLSearchParams(query);
  const port = Number(portText || parameters.get("port") || 5432);
  const place = parameters.get("host") || decodeURIComponent(host.replace(/^\[|\]$/g, "")) || "localhost";
  if (place.startsWith("/")) return { where: { path: `${place}/.s.PGSQL.${port}` }, name: `${place} (port ${port})` };
  return { where: { host: place, port }, name: `${place}:${port}` };
}

/**
 * Waits up to ten seconds for the operator's database server: beside us in a compose file it may start a little later.
 *
 * @param {string} url @throws {StartError} in one sentence, without the password
 */
export async function requireDatabase(url) {
  const { where, name } = databaseAddress(url);
  const deadline = Date.now() + TIMEOUT_MS;
  let reason = "no answer";
  const isThere = await waitUntil(
    async () => {
      const answer = await acceptsConnections(where, {
        timeoutMs: Math.max(200, Math.min(2_000, deadline - Date.now())),
      });
      reason = answer.reason;
      return answer.ok;
    },
    { timeoutMs: TIMEOUT_MS - 500, everyMs: 250 },
  );
  if (isThere) return name;
  throw new StartError(`The database of DATABASE_URL, ${name}, could not be reached within 10 seconds (${reason}).`);
}
