import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { Readable } from "node:stream";
import { upstreamOrigin } from "@/lib/gateway/server/upstream/connect-upstream";
import type { Exchange, UpstreamConnection } from "@/lib/gateway/server/upstream/upstream-connection";
import { UpstreamPool } from "@/lib/gateway/server/upstream/upstream-pool";

export type Heard = {
  status: number;
  body: string;
  error: Error | null;
  hasBegun: boolean;
};

/** A call put to a pool: what came of it, and the connection that it was put on. */
export type Asked = Exchange & { heard: Heard; ended: Promise<Heard>; connection: UpstreamConnection | null };

type Asking = {
  method?: string;
  body?: Readable;
  length?: number | null;
  maxBytes?: number;
  responseTimeoutMs?: number;
  idleTimeoutMs?: number;
  caller?: string;
  onPiece?: (piece: Buffer, asked: Asked) => void;
};

export function exchange({
  method = "GET",
  body,
  length = null,
  maxBytes = 1e6,
  caller = "somebody",
  onPiece,
  ...limits
}: Asking = {}): Asked {
  const heard: Heard = { status: 0, body: "", error: null, hasBegun: false };
  const framing = !body ? "" : length === null ? "transfer-encoding: chunked\r\n" : `content-length: ${length}\r\n`;
  let end = (_heard: Heard): void => undefined;
  const ended = new Promise<Heard>((resolve) => {
    end = resolve;
  });
  const asked: Asked = {
    ...{ heard, ended, caller, connection: null },
    head: `${method} / HTTP/1.1\r\nhost: x\r\n${framing}\r\n`,
    isHead: method === "HEAD",
    upload: body ? { body, length, maxBytes } : null,
    ...{ responseTimeoutMs: 5_000, idleTimeoutMs: 5_000, ...limits },
    onStart: (connection) => Object.assign(asked, { connection }),
    onWhole: ({ status }, body) => end(Object.assign(heard, { status, body })),
    onHead: ({ status }) => Object.assign(heard, { status }),
    onPiece: (piece) => {
      heard.body += piece.toString("latin1");
      onPiece?.(piece, asked);
    },
    onEnd: (last) => {
      heard.body += last?.toString("latin1") ?? "";
      end(heard);
    },
    onFailure: (error, hasBegun) => end(Object.assign(heard, { error, hasBegun })),
  };
  return asked;
}

/** Puts a call to a pool and waits for its end. */
export function ask(pool: UpstreamPool, asking: Asking = {}): Promise<Heard> {
  const asked = exchange(asking);
  pool.dispatch(asked);
  return asked.ended;
}

export const openGuard = { problemOf: () => null };

/**
 * An upstream that answers each request's head with bytes of the test's choice, and a pool of connections to it.
 * `sockets` are the connections that it got, `texts` what it got on each.
 */
export async function openUpstream(answer: (socket: Socket, text: string, nth: number) => void): Promise<{
  pool: UpstreamPool;
  sockets: Socket[];
  texts: string[];
  close(): void;
}> {
  const sockets: Socket[] = [];
  const texts: string[] = [];
  let asked = 0;
  const server = createServer((socket) => {
    const at = sockets.push(socket) - 1;
    texts[at] = "";
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      texts[at] += bytes.toString("latin1");
      answer(socket, bytes.toString("latin1"), ++asked);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const pool = new UpstreamPool(upstreamOrigin(url, openGuard), 2_000);
  return {
    ...{ pool, sockets, texts },
    close() {
      pool.close();
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** How long a condition of a test may take on a busy machine. */
export const patience = { timeout: 30_000 };
