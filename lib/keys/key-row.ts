import { z } from "zod";
import type { IdentifiedKey } from "@/lib/keys/identified-key";
import { periodKinds } from "@/lib/period";

const id = z.string().min(1);

/** What the gateway can work with: a key with anything else is refused until it is mended. */
export const keyRow = z.object({
  tenantId: id,
  keyId: id,
  secretId: id,
  hint: z.string(),
  mode: z.enum(["live", "test"]),
  scopes: z.array(z.string()),
  networks: z.array(z.object({ words: z.array(z.number()), bits: z.number().int() })),
  errorDetail: z.enum(["full", "minimal"]),
  budgets: z.array(
    z.object({
      featureId: id,
      units: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
      period: z.enum(periodKinds),
    }),
  ),
  keyExpiresAt: z.date().nullable(),
  pausedAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
  secretExpiresAt: z.date().nullable(),
  replacedAt: z.date().nullable(),
}) satisfies z.ZodType<IdentifiedKey>;
