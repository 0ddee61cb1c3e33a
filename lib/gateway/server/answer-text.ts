import { STATUS_CODES } from "node:http";

/** How long a caller's idle connection is kept, and how many calls it carries at most. */
export const keepAliveMs = 65_000;
export const maxCallsPerConnection = 1_000;

const kept = `Connection: keep-alive\r\nKeep-Alive: timeout=${keepAliveMs / 1_000}, max=${maxCallsPerConnection}\r\n\r\n`;
/** What no value may have; Node would look for it, too. */
const unfit = /[^\t\x20-\x7e\x80-\xff]/;

/**
 * A whole answer on a connection that lives on, as Node would send it, in Latin-1: one text instead of a response's
 * headers, head and body. Null where Node adds something of its own: a date, a length, nothing behind a 204 or 304.
 * @param headers name, value, name, value. Names are taken as they are.
 */
export function answerText(status: number, headers: readonly string[], body: string): string | null {
  if (status < 200 || status === 204 || status === 304) return null;
  let text = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "unknown"}\r\n`;
  let isDated = false;
  let isMeasured = false;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? "";
    const value = headers[i + 1] ?? "";
    if (unfit.test(value)) return null;
    if (name.length === 4) isDated ||= name.toLowerCase() === "date";
    else if (name.length === 14)
      isMeasured ||= name.toLowerCase() === "content-length" && value === String(body.length);
    text += `${name}: ${value}\r\n`;
  }
  return isDated && isMeasured ? text + kept + body : null;
}
