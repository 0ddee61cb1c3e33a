const away = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOENT",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "CONNECT_TIMEOUT",
  "CONNECTION_CLOSED",
  "CONNECTION_DESTROYED",
  "CONNECTION_ENDED",
]);
/** SQLSTATE classes: connection exception, too many connections, server going down or starting up. */
const awayStates = /^(08...|53300|57P0[123])$/;

/** Whether a fault means that the database cannot be reached, rather than that we asked it something wrong. */
export function isDatabaseAway(fault: unknown): boolean {
  for (let at = fault; at instanceof Error; at = at.cause) {
    const { code, syscall } = at as { code?: unknown; syscall?: unknown };
    if (typeof code !== "string") continue;
    if (code === "ENOENT" && syscall !== "connect") continue;
    if (away.has(code) || awayStates.test(code)) return true;
  }
  return false;
}

/** Whether the database gave up on a statement that took too long. */
export function isGivenUp(fault: unknown): boolean {
  for (let at = fault; at instanceof Error; at = at.cause) if ((at as { code?: unknown }).code === "57014") return true;
  return false;
}
