import { z } from "zod";
import { isId } from "@/lib/id";
import { idInput } from "@/lib/id-input";
import { type PeriodKind, periodKinds } from "@/lib/period";

export type KeyMode = "live" | "test";
export type KeyStatus = "active" | "paused" | "expired" | "revoked";
export type SecretState = "current" | "retiring" | "ended";

/** One secret of a key as people may see it: never the secret itself. */
export type SecretView = {
  id: string;
  hint: string;
  state: SecretState;
  createdAt: string;
  replacedAt: string | null;
  expiresAt: string | null;
  lastUsedAt: string | null;
  lastUsedAddress: string | null;
};

/** A feature that a key can have a budget for. */
export type MeterChoice = { featureId: string; featureName: string; unitPlural: string };

/** Most that a key may use of a feature in a window. */
export type BudgetView = MeterChoice & {
  units: number;
  period: PeriodKind;
};

/** A budget with what its key has used of it in the running window. */
export type BudgetUse = BudgetView & { usedUnits: number; resetsAt: string | null };

/** A key as its tenant sees it. Instants are RFC 3339 in UTC; `secrets` is newest first. */
export type KeyView = {
  id: string;
  name: string;
  mode: KeyMode;
  status: KeyStatus;
  hint: string;
  scopes: string[];
  allowedNetworks: string[];
  errorDetail: "full" | "minimal";
  /** At most one a feature, by the feature's name. */
  budgets: BudgetView[];
  expiresAt: string | null;
  pausedAt: string | null;
  revokedAt: string | null;
  createdAt: string;
  createdBy: string | null;
  lastUsedAt: string | null;
  /** Whether the reader may rotate, pause, edit or revoke it. */
  changeable: boolean;
  secrets: SecretView[];
};

/** A row of the key list: the key and what it did lately (calls and 402s, folded refusals counted in full). */
export type KeyListRow = KeyView & { calls24h: number; calls7d: number; refusals7d: number };

/** The only answer that carries a secret. */
export type KeyWithSecret = { key: KeyView; secret: string };

/** A scope that routes ask for, with the routes that it opens. */
export type ScopeChoice = { scope: string; routes: { api: string; method: string; path: string }[] };

/** A route that can be called without knowing more than its path. */
export type SampleRoute = { apiSlug: string; path: string; scope: string | null };

/** How a new secret fared: the first call that was let through, else the latest refusal (`code`). */
export type FirstCall = { requestId: string; decidedAt: string; status: number; code: string | null };

export const maxKeysPerMode = 100;
export const maxNetworks = 100;
export const maxBudgets = 50;

/** How long an old secret may live on after a rotation, in milliseconds. */
export const overlapMs = {
  "0": 0,
  "15m": 15 * 60_000,
  "1h": 3_600_000,
  "24h": 24 * 3_600_000,
  "7d": 7 * 24 * 3_600_000,
} as const;
export type Overlap = keyof typeof overlapMs;

/** An id that is no key's is not found, like a stranger's: the verbs say so. */
const keyId = z.string();
const name = z
  .string()
  .trim()
  .min(1, "needs a name")
  .max(80, "has at most 80 characters")
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
  .regex(/^[^\u0000-\u001f\u007f]*$/, "has no control characters");
const scopes = z.array(z.string().min(1).max(100)).max(100);
const allowedNetworks = z.array(z.string().trim().min(1).max(64)).max(maxNetworks, `lists at most ${maxNetworks}`);
/** At most one a feature; `units` 0 shuts the feature for the key. */
const budgets = z
  .array(
    z.strictObject({
      featureId: idInput("feature"),
      units: z.int().min(0),
      period: z.enum(periodKinds).default("anniversary"),
    }),
  )
  .max(maxBudgets, `lists at most ${maxBudgets}`);
const overlap = z.enum(["0", "15m", "1h", "24h", "7d"]);

export const CreateKeyInput = z.strictObject({
  name,
  mode: z.enum(["live", "test"]).default("test"),
  scopes: scopes.default([]),
  allowedNetworks: allowedNetworks.default([]),
  /** Days until the key expires; null is never, which only an owner or admin may choose. */
  expiresInDays: z.int().min(1).max(3650).nullable().default(90),
  errorDetail: z.enum(["full", "minimal"]).default("full"),
  budgets: budgets.default([]),
});
export type CreateKeyInput = z.input<typeof CreateKeyInput>;

export const KeyInput = z.strictObject({ id: keyId });
export type KeyInput = z.input<typeof KeyInput>;

export const UpdateKeyInput = z.strictObject({
  id: keyId,
  name: name.optional(),
  scopes: scopes.optional(),
  allowedNetworks: allowedNetworks.optional(),
});
export type UpdateKeyInput = z.input<typeof UpdateKeyInput>;

/** All budgets of a key: those that are not listed end. */
export const SetBudgetsInput = z.strictObject({ id: keyId, budgets });
export type SetBudgetsInput = z.input<typeof SetBudgetsInput>;
export type AskedBudgets = z.output<typeof budgets>;

/** `secretId` is the secret the caller wants to replace: when it is no longer the current one, nothing happens. */
export const RotateKeyInput = z.strictObject({
  id: keyId,
  overlap: overlap.default("24h"),
  secretId: z
    .string()
    .refine((value) => isId("secret", value), "is not the id of a secret")
    .optional(),
});
export type RotateKeyInput = z.input<typeof RotateKeyInput>;

/** The old secret's new end, counted from now. */
export const ExtendOldSecretInput = z.strictObject({ id: keyId, overlap: overlap.exclude(["0"]).default("24h") });
export type ExtendOldSecretInput = z.input<typeof ExtendOldSecretInput>;
