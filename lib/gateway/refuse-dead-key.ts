import type { Refusal } from "@/lib/gateway/types";
import type { IdentifiedKey } from "@/lib/keys/identified-key";

/** The 401 of a key that is no good. */
export const refuseInvalidKey = (reason: "malformed" | "unknown" | "revoked"): Refusal => ({
  code: "invalid_api_key",
  variant: reason,
  details: { reason },
});

/** Why a key that exists may not be used (any more), or null. */
export function refuseDeadKey(key: IdentifiedKey, now: Date): Refusal | null {
  if (key.revokedAt) return refuseInvalidKey("revoked");
  const nowMs = now.getTime();
  if (key.secretExpiresAt && key.secretExpiresAt.getTime() <= nowMs) {
    const replacedAt = key.replacedAt ?? key.secretExpiresAt;
    return {
      code: "expired_api_key",
      ...(key.replacedAt && { variant: "replaced" }),
      params: {
        expiredAt: { kind: "date", value: key.secretExpiresAt },
        replacedAt: { kind: "date", value: replacedAt },
      },
      details: { reason: key.replacedAt ? "replaced" : "expired", expiredAt: key.secretExpiresAt.toISOString() },
    };
  }
  if (key.keyExpiresAt && key.keyExpiresAt.getTime() <= nowMs) {
    return {
      code: "expired_api_key",
      params: { expiredAt: { kind: "date", value: key.keyExpiresAt } },
      details: { reason: "expired", expiredAt: key.keyExpiresAt.toISOString() },
    };
  }
  return null;
}
