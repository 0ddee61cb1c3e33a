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
  key: "key",
  secret: "sec",
  request: "req",
  audit: "aud",
  node: "nod",
} as const;

export type IdKind = keyof typeof idPrefixes;

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** 26 Crockford characters: 48 bits of milliseconds, then 80 random bits (the ULID layout). */
function encodeUlid(timeMs: number, random: Uint8Array): string {
  let text = "";
  let time = timeMs;
  for (let i = 0; i < 10; i++) {
    text = crockford.charAt(time % 32) + text;
    time = Math.floor(time / 32);
  }
  let bits = 0;
  let held = 0;
  for (const byte of random) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += crockford.charAt((held >> bits) & 31);
      held &= (1 << bits) - 1;
    }
  }
  return text;
}

// One read of the system's random source serves many ids: the gateway makes one id a call.
const poolBytes = 10 * 512;
let pool = new Uint8Array(0);
let poolAt = 0;

function takeRandom(): Uint8Array {
  if (poolAt + 10 > pool.length) {
    pool = randomBytes(poolBytes);
    poolAt = 0;
  }
  poolAt += 10;
  return pool.subarray(poolAt - 10, poolAt);
}

/** A new identifier such as `req_01M7XNXRKG4T9B2V6C8D0E3F5H`, ordered by `now` to the millisecond. */
export function newId(kind: IdKind, now: Date): string {
  return `${idPrefixes[kind]}_${encodeUlid(now.getTime(), takeRandom())}`;
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
