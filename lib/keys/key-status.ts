import type { KeyStatus, SecretState } from "@/lib/keys/types";

type KeyLife = { revokedAt: Date | null; expiresAt: Date | null; pausedAt: Date | null };
type SecretLife = { replacedAt: Date | null; expiresAt: Date | null };

/** The strongest reason wins: a revoked key stays revoked whatever else is true of it. */
export function keyStatus(key: KeyLife, now: Date): KeyStatus {
  if (key.revokedAt) return "revoked";
  if (key.expiresAt && key.expiresAt.getTime() <= now.getTime()) return "expired";
  return key.pausedAt ? "paused" : "active";
}

/** `current` is the newest, `retiring` a replaced one in its overlap, `ended` one that answers expired_api_key. */
export function secretState(secret: SecretLife, now: Date): SecretState {
  if (secret.expiresAt && secret.expiresAt.getTime() <= now.getTime()) return "ended";
  return secret.replacedAt ? "retiring" : "current";
}
