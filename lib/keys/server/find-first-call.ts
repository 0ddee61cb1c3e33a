import { and, asc, desc, eq, gte, isNull, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { requestLog } from "@/db/schema/metering";
import { getKey } from "@/lib/keys/server/get-key";
import type { FirstCall, KeyInput } from "@/lib/keys/types";
import type { Ctx } from "@/lib/server/context";

/**
 * The first call that was let through with a key's current secret; until there is one, its latest refusal; else null.
 * @throws AppError `not_found`, `permission_denied`.
 */
export async function findFirstCall(ctx: Ctx, input: KeyInput): Promise<FirstCall | null> {
  const key = await getKey(ctx, input);
  const [secret] = key.secrets;
  if (!ctx.tenant || !secret) return null;
  const [call] = await database()
    .select({
      requestId: requestLog.requestId,
      decidedAt: requestLog.decidedAt,
      status: requestLog.status,
      code: requestLog.code,
    })
    .from(requestLog)
    .where(
      and(
        eq(requestLog.tenantId, ctx.tenant.id),
        eq(requestLog.keyId, key.id),
        eq(requestLog.keyHint, secret.hint),
        gte(requestLog.decidedAt, new Date(secret.createdAt)),
      ),
    )
    .orderBy(
      sql`${isNull(requestLog.code)} desc`,
      asc(sql`case when ${requestLog.code} is null then ${requestLog.decidedAt} end`),
      desc(requestLog.decidedAt),
    )
    .limit(1);
  return call ? { ...call, decidedAt: call.decidedAt.toISOString() } : null;
}
