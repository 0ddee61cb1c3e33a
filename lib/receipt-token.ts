import { createHmac, timingSafeEqual } from "node:crypto";

/** How long a signed receipt link opens without signing in. */
export const receiptLifeMs = 14 * 24 * 60 * 60 * 1000;

const keyId = "k1";
const mac = (key: Buffer, requestId: string, exp: string) =>
  createHmac("sha256", key).update(`receipt.v1|${requestId}|${exp}`).digest();

/** The `t` parameter of an `explainUrl`: `{keyId}.{exp}.{mac}` (response contract §12), made without any I/O. */
export function signReceipt(key: Buffer, requestId: string, now: Date): string {
  const exp = String(Math.floor((now.getTime() + receiptLifeMs) / 1000));
  return `${keyId}.${exp}.${mac(key, requestId, exp).toString("base64url")}`;
}

/** True when the token was made for this request and has not expired; compared in constant time. */
export function verifyReceipt(key: Buffer, requestId: string, token: string, now: Date): boolean {
  const [id, exp, signature, ...rest] = token.split(".");
  if (id !== keyId || !exp || !signature || rest.length > 0 || !/^\d{1,12}$/.test(exp)) return false;
  // Compared as text: the last base64url digit has bits that decoding ignores.
  const given = Buffer.from(signature);
  const wanted = Buffer.from(mac(key, requestId, exp).toString("base64url"));
  return given.length === wanted.length && timingSafeEqual(given, wanted) && Number(exp) * 1000 > now.getTime();
}
