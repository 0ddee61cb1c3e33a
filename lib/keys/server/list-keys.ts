import { and, desc, eq, gte, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { person } from "@/db/schema/accounts";
import { apiKey, keySecret } from "@/db/schema/keys";
import { requestLog } from "@/db/schema/metering";
import { describeKey } from "@/lib/keys/describe-key";
import { isKeyChangeable } from "@/lib/keys/is-key-changeable";
import { selectBudgets } from "@/lib/keys/server/select-budgets";
import type { KeyListRow } from "@/lib/keys/types";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const dayMs = 86_400_000;
/** Revoked keys stay in the list as long as the request log may still name them. */
const listedKeys = 1000;

/** Every key of the caller's tenant, newest first, with its calls of 24 hours and 7 days and its 402s of 7 days. */
export async function listKeys(ctx: Ctx): Promise<KeyListRow[]> {
  const tenantId = authorizeMember(ctx, "keys:read");
  const [keys, secrets, calls, budgets] = await Promise.all([
    database()
      .select({ key: apiKey, createdBy: person.name })
      .from(apiKey)
      .leftJoin(person, eq(person.id, apiKey.createdBy))
      .where(eq(apiKey.tenantId, tenantId))
      .orderBy(desc(apiKey.id))
      .limit(listedKeys),
    database().select().from(keySecret).where(eq(keySecret.tenantId, tenantId)),
    countCalls(tenantId, ctx.now),
    selectBudgets(database(), tenantId),
  ]);
  return keys.map(({ key, createdBy }) => {
    const changeable =
      ctx.actor.kind === "person" && ctx.tenant !== null
        ? isKeyChangeable(ctx.tenant.role, ctx.actor.personId, key.createdBy)
        : true;
    const counted = calls.get(key.id);
    return {
      ...describeKey(
        key,
        secrets.filter((secret) => secret.keyId === key.id),
        { createdBy, changeable, budgets: budgets.get(key.id) ?? [] },
        ctx.now,
      ),
      calls24h: counted?.calls24h ?? 0,
      calls7d: counted?.calls7d ?? 0,
      refusals7d: counted?.refusals7d ?? 0,
    };
  });
}

async function countCalls(tenantId: string, now: Date) {
  const dayAgo = new Date(now.getTime() - dayMs);
  const rows = await database()
    .select({
      keyId: requestLog.keyId,
      calls24h: sql<number>`coalesce(sum(weight) filter (where decided_at >= ${dayAgo.toISOString()}), 0)`.mapWith(
        Number,
      ),
      calls7d: sql<number>`sum(weight)`.mapWith(Number),
      refusals7d: sql<number>`coalesce(sum(weight) filter (where status = 402), 0)`.mapWith(Number),
    })
    .from(requestLog)
    .where(and(eq(requestLog.tenantId, tenantId), gte(requestLog.decidedAt, new Date(now.getTime() - 7 * dayMs))))
    .groupBy(requestLog.keyId);
  return new Map(rows.map((row) => [row.keyId, row]));
}
