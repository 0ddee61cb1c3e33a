import type { StoreFailure } from "@/lib/metering/core/types";

const own: Readonly<Record<string, StoreFailure["kind"]>> = { M0001: "fenced", M0002: "gap", M0003: "unflushed" };

/** The request never left this machine, or no server was there to take it. */
const neverReached = new Set([
  // Taken back before a connection had it; from the server: undone.
  "57014",
  "CONNECT_TIMEOUT",
  "CONNECTION_ENDED",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
  "ENOTFOUND",
]);

/** SQLSTATEs after which a transaction may have been committed: a lost connection, a server that stops or crashes. */
const mayBeDone = /^(08|40003|57P01|57P02|XX)/;

/** The error's SQLSTATE, or the driver's word for it. */
export const errorCode = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "unknown";

/** What an error of the driver says about the request: an error that a server reports has undone it. */
export function storeFailure(error: unknown): StoreFailure {
  const code = errorCode(error);
  const kind = own[code];
  if (kind) return { kind };
  if (neverReached.has(code)) return { kind: "not_done" };
  const isReported = error instanceof Error && error.name === "PostgresError";
  return { kind: isReported && !mayBeDone.test(code) ? "not_done" : "unknown" };
}
