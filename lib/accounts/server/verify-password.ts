import { timingSafeEqual } from "node:crypto";
import { deriveScrypt, scryptCost } from "@/lib/accounts/server/derive-scrypt";

const form = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([\w-]+)\$([\w-]+)$/;
const noSalt = Buffer.alloc(16);

/**
 * Whether a password fits what is kept. Without anything to compare with (null), a hash of the same cost is computed
 * all the same, so that the time of the answer does not tell whether the address exists.
 */
export async function verifyPassword(password: string, kept: string | null): Promise<boolean> {
  const parts = kept === null ? null : form.exec(kept);
  if (!parts) {
    await deriveScrypt(password, noSalt, scryptCost);
    return false;
  }
  const cost = { N: Number(parts[1]), r: Number(parts[2]), p: Number(parts[3]) };
  const expected = Buffer.from(parts[5] ?? "", "base64url");
  const actual = await deriveScrypt(password, Buffer.from(parts[4] ?? "", "base64url"), cost);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
