import { randomBytes } from "node:crypto";
import { deriveScrypt, scryptCost } from "@/lib/accounts/server/derive-scrypt";

/**
 * The form in which a password is kept: `scrypt$N$r$p$salt$hash` (base64url), 16 bytes of salt, 32 of hash.
 * Source: OWASP Password Storage Cheat Sheet, scrypt with N=2^15, r=8, p=3.
 * @throws AppError `temporary_reduced_capacity` when too many hashes already wait.
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await deriveScrypt(password, salt, scryptCost);
  const { N, r, p } = scryptCost;
  return ["scrypt", N, r, p, salt.toString("base64url"), hash.toString("base64url")].join("$");
}
