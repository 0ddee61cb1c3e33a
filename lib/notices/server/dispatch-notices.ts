import { asc, eq, isNull } from "drizzle-orm";
import { database } from "@/db/client";
import { mail, notice } from "@/db/schema/notices";
import { inTransaction } from "@/db/transaction";
import { type MailRow, makeMails } from "@/lib/notices/server/make-mails";
import { log } from "@/lib/server/log";

const batch = 200;

/**
 * Makes mails of new notices, in the language of each tenant; whom they do not reach is written down with the reason.
 * `now` is real time.
 */
export async function dispatchNotices(now: Date): Promise<{ dispatched: number; failed: number }> {
  const counts = { dispatched: 0, failed: 0 };
  const rows = await database()
    .select({ id: notice.id })
    .from(notice)
    .where(isNull(notice.dispatchedAt))
    .orderBy(asc(notice.createdAt), asc(notice.id))
    .limit(batch);
  for (const { id } of rows) {
    try {
      if (await dispatchNotice(id, now)) counts.dispatched++;
    } catch (err) {
      counts.failed++;
      log().error({ err, noticeId: id }, "No mails could be made of a notice.");
    }
  }
  return counts;
}

/** One at a time in whatever process, so that nobody is mailed twice. */
function dispatchNotice(id: string, now: Date): Promise<boolean> {
  return inTransaction(async (tx) => {
    const [row] = await tx.select().from(notice).where(eq(notice.id, id)).for("update", { skipLocked: true });
    if (!row || row.dispatchedAt) return false;
    const mails: MailRow[] = await makeMails(tx, row, now);
    if (mails.length > 0) await tx.insert(mail).values(mails);
    await tx.update(notice).set({ dispatchedAt: now }).where(eq(notice.id, id));
    return true;
  });
}
