import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { env } from "@/lib/env";

const version = 1;

/** A key for one purpose, derived from the master key, so that no two uses share key material (RFC 5869). */
export function derivedKey(purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", env().FAREGATE_MASTER_KEY, "faregate", purpose, 32));
}

/** A short name of the master key in use, to tell "wrong key" from "damaged value". */
const keyTag = (key: Buffer) => createHash("sha256").update(key).digest().subarray(0, 4);

/**
 * Encrypts a secret for one place (AES-256-GCM, random 96-bit nonce). The place, e.g. `api|upstream_secret|api_01…`,
 * is authenticated: a value copied to another row does not open.
 */
export function seal(plaintext: string, place: string): Buffer {
  const key = derivedKey("seal.v1");
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(place));
  const body = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
  return Buffer.concat([Buffer.of(version), keyTag(key), nonce, cipher.getAuthTag(), body]);
}

/**
 * Opens what `seal` made for the same place.
 * @throws Error when the value was sealed under another master key, for another place, or was damaged.
 */
export function unseal(sealed: Uint8Array, place: string): string {
  const key = derivedKey("seal.v1");
  const bytes = Buffer.from(sealed);
  if (bytes[0] !== version || !bytes.subarray(1, 5).equals(keyTag(key))) {
    throw new Error("A stored secret was sealed under another FAREGATE_MASTER_KEY.");
  }
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(5, 17)).setAAD(Buffer.from(place));
  decipher.setAuthTag(bytes.subarray(17, 33));
  return Buffer.concat([decipher.update(bytes.subarray(33)), decipher.final()]).toString("utf8");
}
