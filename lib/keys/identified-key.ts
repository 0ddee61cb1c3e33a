import type { KeyMode } from "@/lib/keys/key-format";
import type { Network } from "@/lib/keys/match-network";
import type { PeriodKind } from "@/lib/period";

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
  /** Most that this key may use of a feature in a window, at most one a feature. */
  budgets: readonly { featureId: string; units: number; period: PeriodKind }[];
  keyExpiresAt: Date | null;
  pausedAt: Date | null;
  revokedAt: Date | null;
  secretExpiresAt: Date | null;
  replacedAt: Date | null;
};
