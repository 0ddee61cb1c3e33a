import { createHmac, randomBytes } from "node:crypto";

export type KeyMode = "live" | "test";

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const pattern = /^fg_(live|test)_[0-9A-Za-z]{38}$/;

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

/** CRC-32 (IEEE 802.3) of an ASCII text as six base62 digits. */
function checksum(text: string): string {
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i++) crc = (crcTable[(crc ^ text.charCodeAt(i)) & 255] ?? 0) ^ (crc >>> 8);
  let rest = (crc ^ 0xffffffff) >>> 0;
  let encoded = "";
  for (let i = 0; i < 6; i++) {
    encoded = digits.charAt(rest % 62) + encoded;
    rest = Math.floor(rest / 62);
  }
  return encoded;
}

/**
 * A key's secret made of 32 given base62 characters; only the demo, which must find its key again, chooses them.
 * @throws Error when the characters are not 32 of base62.
 */
export function composeKey(mode: KeyMode, random: string): string {
  if (!/^[0-9A-Za-z]{32}$/.test(random)) throw new Error("A key needs 32 base62 characters.");
  const body = `fg_${mode}_${random}`;
  return body + checksum(body);
}

/** A new secret: 190 bits of the system's random source, without the bias of a plain remainder. */
export function mintKey(mode: KeyMode): string {
  let random = "";
  while (random.length < 32) {
    for (const byte of randomBytes(48)) {
      if (byte < 248 && random.length < 32) random += digits.charAt(byte % 62);
    }
  }
  return composeKey(mode, random);
}

/** Null unless the text has the form of a key and its checksum; says nothing about whether the key exists. */
export function parseKey(text: string): { mode: KeyMode } | null {
  const mode = pattern.exec(text)?.[1];
  if (!mode || checksum(text.slice(0, -6)) !== text.slice(-6)) return null;
  return { mode: mode === "live" ? "live" : "test" };
}

/** What may be shown of a secret: `fg_live_9fK2…7Hq2`. */
export const keyHint = (secret: string): string => `${secret.slice(0, 12)}…${secret.slice(-4)}`;

/** What is stored instead of a secret: HMAC-SHA-256 of the whole of it. */
export const digestKey = (secret: string, pepper: string): Buffer =>
  createHmac("sha256", pepper).update(secret).digest();
