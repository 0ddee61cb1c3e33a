import type { KeyMode } from "@/lib/keys/key-format";
import type { Network } from "@/lib/keys/match-network";

/** A key and one of its secrets, as the gateway keeps them in memory. */
export type IdentifiedKey = {
  tenantId: string;
  keyId: string;
  secretId: string;
  hint: string;
  mode: KeyMode;
  scopes: readonly string[];
  /** Empty allows any address. */
  networks: readonly Network[];
  errorDetail: "full" | "minimal";
  keyExpiresAt: Date | null;
  pausedAt: Date | null;
  revokedAt: Date | null;
  secretExpiresAt: Date | null;
  replacedAt: Date | null;
};
