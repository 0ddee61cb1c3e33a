/** The head of an upstream's answer, as far as passing it on needs. */
export type AnswerHead = {
  status: number;
  /** Name, value, name, value, as received. */
  rawHeaders: string[];
  /** Lower-case tokens of `Connection`: names of headers that belong to this connection alone, `close`, `keep-alive`. */
  connection: readonly string[];
  /** `none`: no body follows. `close`: the body ends with the connection. */
  framing: "none" | "length" | "chunked" | "close";
  /** Bytes of the body; 0 unless the framing is `length`. */
  length: number;
  /** True when the connection may carry another call. */
  keepsAlive: boolean;
  /** How long the upstream says that it keeps an idle connection; null when it does not say. */
  keepAliveMs: number | null;
};

/** Control characters, and CR or LF that are no end of a line. */
const forbidden = /[^\t\r\n\x20-\x7e\x80-\xff]|\r(?!\n)|(?<!\r)\n/;
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const noTokens: readonly string[] = [];

/**
 * Reads the head of an answer (RFC 9112) from Latin-1 text without its last empty line. Null when anything of it breaks
 * the rules, also where other readers are lenient: two readings of one answer are how answers get swapped.
 * @param isHead true when the request was a HEAD, whose answer has no body.
 */
export function parseAnswerHead(text: string, isHead: boolean): AnswerHead | null {
  if (forbidden.test(text)) return null;
  let end = lineEnd(text, 0);
  const status = statusOf(text, end);
  const isOld = text.startsWith("0", versionAt);
  if (status === 0 || (isOld && status < 200)) return null;
  const rawHeaders: string[] = [];
  let length: string | null = null;
  let coding: string | null = null;
  let connection = noTokens;
  let keepAliveMs: number | null = null;
  while (end < text.length) {
    const start = end + 2;
    end = lineEnd(text, start);
    const colon = text.indexOf(":", start);
    if (colon < 0 || colon >= end) return null;
    const name = text.slice(start, colon);
    const value = withoutBlanks(text, colon + 1, end);
    rawHeaders.push(name, value);
    switch (fieldName(name)) {
      case "":
        return null;
      case "content-length":
        // Even two equal ones: whoever joins them reads another length.
        if (length !== null || hasTab(text, colon, end)) return null;
        length = value;
        break;
      case "transfer-encoding":
        if (coding !== null || hasTab(text, colon, end)) return null;
        coding = value.toLowerCase();
        break;
      case "connection":
        connection = connection.length === 0 ? tokensOf(value) : [...connection, ...tokensOf(value)];
        break;
      case "keep-alive":
        keepAliveMs = timeoutOf(value);
        break;
      default:
    }
  }
  if (length !== null && (coding !== null || !/^\d{1,15}$/.test(length))) return null;
  if (coding !== null && (coding !== "chunked" || isOld)) return null;
  const bytes = length === null ? 0 : Number(length);
  const asksClose = connection.includes("close");
  const keepsAlive = !asksClose && (!isOld || connection.includes("keep-alive"));
  if (isHead || status < 200 || status === 204 || status === 304) {
    // A 204 that announces a body may well send one.
    const isSure = status !== 204 || (coding === null && bytes === 0);
    return {
      status,
      rawHeaders,
      connection,
      framing: "none",
      length: 0,
      keepsAlive: keepsAlive && isSure,
      keepAliveMs,
    };
  }
  if (coding !== null)
    return { status, rawHeaders, connection, framing: "chunked", length: 0, keepsAlive, keepAliveMs };
  if (length === null) {
    return { status, rawHeaders, connection, framing: "close", length: 0, keepsAlive: false, keepAliveMs };
  }
  const framing = bytes === 0 ? "none" : "length";
  return { status, rawHeaders, connection, framing, length: bytes, keepsAlive, keepAliveMs };
}

/** Where the second figure of `HTTP/1.1` stands. */
const versionAt = 7;

/** The status of a line such as `HTTP/1.1 200 OK`, whose words may be missing; 0 when it is no such line. */
function statusOf(text: string, end: number): number {
  if (!text.startsWith("HTTP/1.1 ") && !text.startsWith("HTTP/1.0 ")) return 0;
  if (end < 12 || (end > 12 && text.charCodeAt(12) !== blank)) return 0;
  let status = 0;
  for (let at = 9; at < 12; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return 0;
    status = status * 10 + digit;
  }
  return status < 100 ? 0 : status;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\r\n", from);
  return end < 0 ? text.length : end;
}

/** A field's value without the blanks around it; only space and tab are blanks here. */
function withoutBlanks(text: string, from: number, to: number): string {
  let [start, end] = [from, to];
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

/** Readers differ on tabs around a value, which matters where the value says where the message ends. */
const hasTab = (text: string, colon: number, end: number): boolean => text.lastIndexOf("\t", end) > colon;

const blank = 32;
const tab = 9;
const isBlank = (code: number): boolean => code === blank || code === tab;

const keepAliveAlone: readonly string[] = ["keep-alive"];

function tokensOf(value: string): readonly string[] {
  if (value === "keep-alive") return keepAliveAlone;
  return value
    .toLowerCase()
    .split(",")
    .map((each) => withoutBlanks(each, 0, each.length));
}

// An upstream says the same with every answer.
let lastKeepAlive = "";
let lastTimeoutMs: number | null = null;

function timeoutOf(value: string): number | null {
  if (value === lastKeepAlive) return lastTimeoutMs;
  lastTimeoutMs = readTimeout(value);
  // A part of a text keeps all of it in memory.
  lastKeepAlive = Buffer.from(value, "latin1").toString("latin1");
  return lastTimeoutMs;
}

function readTimeout(value: string): number | null {
  const seconds = /(?:^|[,\s])timeout=(\d{1,6})(?:$|[,\s])/i.exec(value)?.[1];
  return seconds === undefined ? null : Number(seconds) * 1000;
}

// The same few names come with every answer.
const names = new Map<string, string>();
const maxNames = 1_000;

/** A header's name in lower case, or empty when it is no name. */
export function fieldName(name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  if (!token.test(name)) return "";
  // A part of a text keeps all of it in memory.
  const own = Buffer.from(name, "latin1").toString("latin1");
  const lower = own.toLowerCase();
  if (names.size < maxNames && own.length <= 64) names.set(own, lower);
  return lower;
}
