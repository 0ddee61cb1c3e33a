import { keyStatus, secretState } from "@/lib/keys/key-status";
import type { BudgetView, KeyMode, KeyView, SecretView } from "@/lib/keys/types";

/** What is kept of a key, as the tables hold it. */
export type KeyRecord = {
  id: string;
  name: string;
  mode: KeyMode;
  scopes: string[];
  allowedNetworks: string[];
  errorDetail: "full" | "minimal";
  expiresAt: Date | null;
  pausedAt: Date | null;
  revokedAt: Date | null;
  createdAt: Date;
  lastUsedAt: Date | null;
};
export type SecretRecord = {
  id: string;
  hint: string;
  createdAt: Date;
  expiresAt: Date | null;
  replacedAt: Date | null;
  lastUsedAt: Date | null;
  lastUsedAddress: string | null;
};

const iso = (at: Date | null) => at?.toISOString() ?? null;

function describeSecret(secret: SecretRecord, now: Date): SecretView {
  return {
    id: secret.id,
    hint: secret.hint,
    state: secretState(secret, now),
    createdAt: secret.createdAt.toISOString(),
    replacedAt: iso(secret.replacedAt),
    expiresAt: iso(secret.expiresAt),
    lastUsedAt: iso(secret.lastUsedAt),
    lastUsedAddress: secret.lastUsedAddress,
  };
}

/** A key for people and programs. The key's last use is the latest of its secrets'. */
export function describeKey(
  key: KeyRecord,
  secrets: readonly SecretRecord[],
  told: { createdBy: string | null; changeable: boolean; budgets?: readonly BudgetView[] },
  now: Date,
): KeyView {
  // The current secret leads even when it was made in the same millisecond as the one that it replaced.
  const newestFirst = [...secrets].sort(
    (a, b) => Number(a.replacedAt !== null) - Number(b.replacedAt !== null) || (a.id < b.id ? 1 : -1),
  );
  const uses = [key.lastUsedAt, ...secrets.map((secret) => secret.lastUsedAt)].filter((at) => at !== null);
  const lastUsedMs = uses.length > 0 ? Math.max(...uses.map((at) => at.getTime())) : null;
  return {
    id: key.id,
    name: key.name,
    mode: key.mode,
    status: keyStatus(key, now),
    hint: newestFirst[0]?.hint ?? "",
    scopes: key.scopes,
    allowedNetworks: key.allowedNetworks,
    errorDetail: key.errorDetail,
    budgets: [...(told.budgets ?? [])],
    expiresAt: iso(key.expiresAt),
    pausedAt: iso(key.pausedAt),
    revokedAt: iso(key.revokedAt),
    createdAt: key.createdAt.toISOString(),
    createdBy: told.createdBy,
    lastUsedAt: lastUsedMs === null ? null : new Date(lastUsedMs).toISOString(),
    changeable: told.changeable,
    secrets: newestFirst.map((secret) => describeSecret(secret, now)),
  };
}
