import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { notice } from "@/db/schema/notices";
import { newId } from "@/lib/id";
import type { NewNotice } from "@/lib/notice-data";
import type { NoticeKind } from "@/lib/notices/kinds";

/**
 * Writes that somebody must be told something, in the transaction of its cause; mails are made of it later. The same
 * `dedupeKey` is told once: answers whether it was new. `now` is real time.
 */
export async function recordNotice(tx: Transaction, told: NewNotice & { now: Date }): Promise<boolean> {
  const { tenantId, kind, dedupeKey, data, now } = told;
  const rows = await tx
    .insert(notice)
    .values({ id: newId("notice", now), tenantId, kind, dedupeKey, data, createdAt: now })
    .onConflictDoNothing({ target: notice.dedupeKey })
    .returning({ id: notice.id });
  return rows.length > 0;
}

/** Closes a tenant's open notices of these kinds: what they tell of no longer holds. `now` is real time. */
export async function closeNotices(
  tx: Transaction,
  what: { tenantId: string; kinds: readonly NoticeKind[]; now: Date },
): Promise<void> {
  await tx
    .update(notice)
    .set({ closedAt: what.now })
    .where(and(eq(notice.tenantId, what.tenantId), inArray(notice.kind, [...what.kinds]), isNull(notice.closedAt)));
}
