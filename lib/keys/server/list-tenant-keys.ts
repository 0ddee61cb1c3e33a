import { desc, eq } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { person } from "@/db/schema/accounts";
import { apiKey, keySecret } from "@/db/schema/keys";
import { describeKey } from "@/lib/keys/describe-key";
import { selectBudgets } from "@/lib/keys/server/select-budgets";
import { TenantKeysInput } from "@/lib/keys/staff-inputs";
import type { KeyView } from "@/lib/keys/types";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** The keys of one tenant for staff, newest first; staff may revoke them and set their budgets. */
export async function listTenantKeys(ctx: Ctx, input: z.input<typeof TenantKeysInput>): Promise<KeyView[]> {
  authorizeStaff(ctx, "staff:read");
  const { tenantId } = parseInput(TenantKeysInput, input);
  const [keys, secrets, budgets] = await Promise.all([
    database()
      .select({ key: apiKey, createdBy: person.name })
      .from(apiKey)
      .leftJoin(person, eq(person.id, apiKey.createdBy))
      .where(eq(apiKey.tenantId, tenantId))
      .orderBy(desc(apiKey.id))
      .limit(200),
    database().select().from(keySecret).where(eq(keySecret.tenantId, tenantId)),
    selectBudgets(database(), tenantId),
  ]);
  return keys.map(({ key, createdBy }) => {
    const own = secrets.filter((secret) => secret.keyId === key.id);
    return describeKey(key, own, { createdBy, changeable: false, budgets: budgets.get(key.id) ?? [] }, ctx.now);
  });
}
