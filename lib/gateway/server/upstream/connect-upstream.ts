import { connect, isIP, type LookupFunction, Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { guardedLookup, portOf, UpstreamBlocked, type UpstreamGuard } from "@/lib/server/guard-upstream";

/** Where an upstream is, and what a new connection can use of earlier ones. */
export type UpstreamOrigin = {
  isSecure: boolean;
  /** A name, or an address without brackets. */
  host: string;
  port: number;
  guard: UpstreamGuard;
  lookup: LookupFunction;
  /** The last TLS session, which a further connection resumes. */
  session: Buffer | null;
};

export function upstreamOrigin(url: URL, guard: UpstreamGuard): UpstreamOrigin {
  const port = portOf(url);
  return {
    isSecure: url.protocol === "https:",
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port,
    guard,
    lookup: guardedLookup(guard, port),
    session: null,
  };
}

/**
 * Every connection reads into the same memory: what is read is used up, or copied, before anything else is read, so
 * that a call needs no buffer of its own.
 */
const readBuffer = Buffer.allocUnsafeSlow(65_536);

/** Bytes that may wait for the upstream before the caller is held up. */
const highWaterMark = 65_536;
const probeAfterMs = 60_000;

/**
 * Begins a connection to a vetted address. `onRead` gets views of memory that the next read overwrites. Tells of its end
 * by the socket's events; an address that the guard denies is an error like any other.
 */
export function connectUpstream(origin: UpstreamOrigin, onRead: (bytes: Buffer) => void): Socket {
  const { host, port, lookup, isSecure, session } = origin;
  // Sockets do not look a literal address up, so it is judged here.
  const problem = isIP(host) ? origin.guard.problemOf(host, port) : null;
  if (problem) return new Socket().destroy(new UpstreamBlocked(`The upstream ${problem}.`));
  const options = {
    host,
    port,
    lookup,
    highWaterMark,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: probeAfterMs,
    onread: {
      buffer: readBuffer,
      callback(size: number): boolean {
        onRead(readBuffer.subarray(0, size));
        return true;
      },
    },
  };
  if (!isSecure) return connect(options);
  const servername = isIP(host) ? "" : host;
  const socket = connectTls({ ...options, servername, ALPNProtocols: ["http/1.1"], ...(session && { session }) });
  socket.on("session", (fresh) => {
    origin.session = fresh;
  });
  return socket;
}
