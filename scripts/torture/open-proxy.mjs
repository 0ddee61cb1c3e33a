import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { MessageReader } from "./message-reader.mjs";

/** @typedef {Awaited<ReturnType<typeof openProxy>>} Road */

/** Statements whose lost answers matter. */
const watched = /\b(usage_flush|lease_acquire|lease_close|lease_return|account_open|node_open)\b/;

/**
 * A road between one gateway and PostgreSQL that can break at the worst moment: before a statement arrives, or after it
 * was committed and before its answer is heard. It can also be closed altogether.
 *
 * @param {string} socketPath of PostgreSQL
 */
export async function openProxy(socketPath) {
  /** @type {Set<net.Socket>} */
  const sockets = new Set();
  /** @type {"no" | "before" | "after"} */
  let cutNext = "no";
  const cuts = { before: 0, after: 0 };

  const server = net.createServer({ noDelay: true }, (client) => {
    const store = net.connect(socketPath);
    /** @type {Map<string, boolean>} */
    const statements = new Map();
    let unanswered = 0;
    /** How many answers still come before the one that is withheld; null passes everything on. @type {number | null} */
    let swallowAt = null;
    const cut = () => {
      client.destroy();
      store.destroy();
    };
    const fromClient = new MessageReader({
      hasStartup: true,
      onMessage(type, body) {
        if (type === "P") statements.set(text(body, 0), watched.test(text(body, body.indexOf(0) + 1)));
        if (type === "S" || type === "Q") unanswered++;
        if (type !== "B" || cutNext === "no" || !statements.get(text(body, body.indexOf(0) + 1))) return;
        if (cutNext === "before") cut();
        else swallowAt = unanswered + 1;
        cuts[cutNext]++;
        cutNext = "no";
      },
    });
    const fromStore = new MessageReader({
      hasStartup: false,
      onMessage(type) {
        if (type !== "Z") return;
        if (unanswered > 0) unanswered--;
        if (swallowAt !== null && --swallowAt === 0) cut();
      },
    });
    client.on("data", (chunk) => {
      fromClient.feed(chunk);
      if (!store.destroyed) store.write(chunk);
    });
    store.on("data", (chunk) => {
      fromStore.feed(chunk);
      if (swallowAt === null && !client.destroyed) client.write(chunk);
    });
    for (const socket of [client, store]) {
      sockets.add(socket);
      socket.on("error", cut);
      socket.on("close", () => {
        sockets.delete(socket);
        cut();
      });
    }
  });
  const listen = (/** @type {number} */ port) =>
    new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(undefined)));
  await listen(0);
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    cuts,
    close,
    /** Breaks the connection at the next watched statement. @param {"before" | "after"} when */
    cut(when) {
      cutNext = when;
    },
    /** Ends every connection and takes none for a while. @param {number} ms */
    async leave(ms) {
      close();
      await sleep(ms);
      await listen(port);
    },
  };
}

/** The text that ends at the next zero. @param {Buffer} bytes @param {number} from */
const text = (bytes, from) => bytes.toString("latin1", from, bytes.indexOf(0, from));
