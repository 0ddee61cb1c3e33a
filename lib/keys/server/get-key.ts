import { and, eq } from "drizzle-orm";
import { database, type Reader } from "@/db/client";
import { person } from "@/db/schema/accounts";
import { apiKey, keySecret } from "@/db/schema/keys";
import { AppError } from "@/lib/errors";
import { isId } from "@/lib/id";
import { describeKey } from "@/lib/keys/describe-key";
import { isKeyChangeable } from "@/lib/keys/is-key-changeable";
import { selectBudgets } from "@/lib/keys/server/select-budgets";
import type { KeyInput, KeyView } from "@/lib/keys/types";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * One key of the caller's tenant with its secrets' states; never a secret.
 * @throws AppError `not_found` for a key of another tenant.
 */
export async function getKey(ctx: Ctx, { id }: KeyInput, reader: Reader = database()): Promise<KeyView> {
  const tenantId = authorizeMember(ctx, "keys:read");
  if (!isId("key", id)) throw new AppError("not_found");
  const [found] = await reader
    .select({ key: apiKey, createdBy: person.name })
    .from(apiKey)
    .leftJoin(person, eq(person.id, apiKey.createdBy))
    .where(and(eq(apiKey.tenantId, tenantId), eq(apiKey.id, id)));
  if (!found) throw new AppError("not_found");
  const secrets = await reader
    .select()
    .from(keySecret)
    .where(and(eq(keySecret.tenantId, tenantId), eq(keySecret.keyId, id)));
  const changeable =
    ctx.actor.kind === "person" && ctx.tenant !== null
      ? isKeyChangeable(ctx.tenant.role, ctx.actor.personId, found.key.createdBy)
      : true;
  const budgets = (await selectBudgets(reader, tenantId, id)).get(id);
  return describeKey(
    found.key,
    secrets,
    { createdBy: found.createdBy, changeable, ...(budgets && { budgets }) },
    ctx.now,
  );
}
