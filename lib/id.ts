import { randomBytes } from "node:crypto";

/** Prefix of each kind of identifier; the noun is the key. */
export const idPrefixes = {
  tenant: "tnt",
  person: "per",
  member: "mbr",
  session: "ses",
  account: "acc",
  api: "api",
  route: "rte",
  feature: "fea",
  plan: "pln",
  planVersion: "plv",
  subscription: "sub",
  exception: "exc",
  creditLot: "lot",
  key: "key",
  secret: "sec",
  request: "req",
  audit: "aud",
  node: "nod",
  billingSubscription: "bil",
  checkoutIntent: "cin",
  planChange: "chg",
  invoice: "inv",
  stripeCommand: "cmd",
  creditPack: "pck",
  topUp: "top",
  meterRow: "mtr",
  statement: "sta",
  refund: "rfd",
  billingTask: "tsk",
  reconcileRun: "rec",
  paymentAttempt: "pat",
  subscriptionChange: "sch",
  notice: "ntc",
  episode: "epi",
  tenantAct: "act",
  alert: "alr",
} as const;

export type IdKind = keyof typeof idPrefixes;

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Every two characters that ten bits can say: an id is made of whole pairs. */
const pairs = Array.from({ length: 1024 }, (_, n) => crockford.charAt(n >> 5) + crockford.charAt(n & 31));

function encodeTime(timeMs: number): string {
  let text = "";
  let time = timeMs;
  for (let i = 0; i < 5; i++) {
    text = (pairs[time % 1024] ?? "") + text;
    time = Math.floor(time / 1024);
  }
  return text;
}

// Many ids are made in one millisecond.
let encodedMs = Number.NaN;
let encodedTime = "";

/** 26 Crockford characters: 48 bits of milliseconds, then 80 random bits (the ULID layout). */
function encodeUlid(timeMs: number, random: Uint8Array, at: number): string {
  if (timeMs !== encodedMs) {
    encodedTime = encodeTime(timeMs);
    encodedMs = timeMs;
  }
  let text = encodedTime;
  for (let i = at; i < at + 10; i += 5) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = [random[i], random[i + 1], random[i + 2], random[i + 3], random[i + 4]];
    text += `${pairs[(a << 2) | (b >> 6)]}${pairs[((b & 63) << 4) | (c >> 4)]}`;
    text += `${pairs[((c & 15) << 6) | (d >> 2)]}${pairs[((d & 3) << 8) | e]}`;
  }
  return text;
}

// One read of the system's random source serves many ids: the gateway makes one id a call.
const poolBytes = 10 * 512;
let pool: Uint8Array = new Uint8Array(0);
let poolAt = 0;

/** Where ten unused random bytes begin in the pool. */
function takeRandom(): number {
  if (poolAt + 10 > pool.length) {
    pool = randomBytes(poolBytes);
    poolAt = 0;
  }
  poolAt += 10;
  return poolAt - 10;
}

/** A new identifier such as `req_01M7XNXRKG4T9B2V6C8D0E3F5H`, ordered by `now` to the millisecond. */
export function newId(kind: IdKind, now: Date): string {
  const at = takeRandom();
  return `${idPrefixes[kind]}_${encodeUlid(now.getTime(), pool, at)}`;
}

/** Four digits of a year are all that ISO 8601 and the database read alike. */
const lastMs = Date.UTC(10_000, 0, 1) - 1;

/**
 * True for a well-formed identifier of that kind, with an instant that a calendar knows; says nothing about whether
 * the object exists.
 */
export function isId(kind: IdKind, value: unknown): value is string {
  return (
    typeof value === "string" &&
    value.length === idPrefixes[kind].length + 27 &&
    value.startsWith(`${idPrefixes[kind]}_`) &&
    /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(value.slice(-26)) &&
    idTime(value).getTime() <= lastMs
  );
}

/** The instant inside an identifier, so that a time-partitioned table can be read by id alone. */
export function idTime(id: string): Date {
  let ms = 0;
  for (const character of id.slice(-26, -16)) ms = ms * 32 + crockford.indexOf(character);
  return new Date(ms);
}
