import { and, eq, inArray, isNull, notInArray } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { notice } from "@/db/schema/notices";
import { deriveNotices, stateKinds } from "@/lib/billing/derive-notices";
import { readMoneyState } from "@/lib/billing/server/notices/read-money-state";
import { recordNotice } from "@/lib/server/record-notice";

/**
 * Tells what must be told of a tenant's money state as it is written now, and closes what no longer holds. Repeated, it
 * does nothing. Whoever changes that state calls it last in the same transaction; `now` is real time.
 */
export async function noticeMoneyState(
  tx: Transaction,
  of: { tenantId: string; now: Date },
): Promise<{ told: number }> {
  const { tenantId, now } = of;
  const wanted = deriveNotices(await readMoneyState(tx, tenantId, now));
  let told = 0;
  for (const one of wanted) if (await recordNotice(tx, { ...one, tenantId, now })) told++;
  const keys = wanted.map(({ dedupeKey }) => dedupeKey);
  await tx
    .update(notice)
    .set({ closedAt: now })
    .where(
      and(
        eq(notice.tenantId, tenantId),
        inArray(notice.kind, [...stateKinds]),
        isNull(notice.closedAt),
        ...(keys.length > 0 ? [notInArray(notice.dedupeKey, keys)] : []),
      ),
    );
  return { told };
}
