import net from "node:net";

/**
 * Whether a PostgreSQL server behind a socket or port accepts sessions: it must answer a start-up message by asking
 * for authentication. A server that is still starting or already stopping answers with an error instead.
 *
 * @param {net.NetConnectOpts} where
 * @param {{ user?: string, database?: string, timeoutMs?: number }} [options]
 * @returns {Promise<{ ok: boolean, reason: string }>} `reason` says in a few words why not
 */
export function acceptsConnections(where, { user = "faregate", database = "postgres", timeoutMs = 2_000 } = {}) {
  return new Promise((resolve) => {
    const client = net.connect(where);
    /** @param {boolean} ok @param {string} reason */
    const done = (ok, reason) => {
      client.destroy();
      resolve({ ok, reason });
    };
    client.setTimeout(timeoutMs, () => done(false, "no answer"));
    client.once("error", (error) => done(false, /** @type {NodeJS.ErrnoException} */ (error).code ?? error.message));
    client.once("connect", () => client.write(startupMessage(user, database)));
    client.once("data", (data) => {
      const kind = String.fromCharCode(data[0] ?? 0);
      if (kind === "R") return done(true, "");
      if (kind !== "E") return done(false, "not a PostgreSQL server");
      const text = data.toString("utf8", 5).split("\0");
      // The server is up but turns this user, database or plain transport away: the real client will say why.
      const isAway = text.some((field) => field.startsWith("C57P0"));
      done(!isAway, text.find((field) => field.startsWith("M"))?.slice(1) ?? "refused");
    });
    client.once("close", () => done(false, "connection closed"));
  });
}

/** Protocol 3.0: length, version, name and value pairs each ended by a zero byte. @param {string} user @param {string} database */
function startupMessage(user, database) {
  const body = Buffer.from(`user\0${user}\0database\0${database}\0\0`);
  const message = Buffer.alloc(8 + body.length);
  message.writeInt32BE(message.length, 0);
  message.writeInt32BE(196_608, 4);
  body.copy(message, 8);
  return message;
}
