import { and, eq, sql } from "drizzle-orm";
import { database, rawSql } from "@/db/client";
import { mail } from "@/db/schema/notices";
import { env } from "@/lib/env";
import { mailHtml } from "@/lib/notices/render-mail";
import { describeMailFault } from "@/lib/notices/server/describe-mail-fault";
import { mailServer } from "@/lib/notices/server/mail-server";

const batch = 20;
/** Longer than one mail can take; then somebody else may try. */
const claimMs = 2 * 60 * 1000;
const longestPauseMs = 60 * 60 * 1000;
const mostAttempts = 8;

type Claimed = { id: number; address: string; subject: string; body: string; attempts: number };

/**
 * Sends what waits, when a mail server is set. A mail whose server does not answer is tried again for some hours; one
 * that is refused for good has failed. A repeat carries the same Message-ID.
 */
export async function sendMails(now: Date): Promise<{ sent: number; failed: number; later: number }> {
  const counts = { sent: 0, failed: 0, later: 0 };
  const { MAIL_FROM, PORTAL_URL } = env();
  const server = mailServer();
  if (!server || !MAIL_FROM) return counts;
  const host = new URL(PORTAL_URL).hostname;
  for (const { id, address, subject, body, attempts } of await claim(now)) {
    try {
      await server.sendMail({
        from: MAIL_FROM,
        to: { name: "", address },
        subject,
        text: body,
        html: mailHtml(body, PORTAL_URL),
        messageId: `<mail-${id}@${host}>`,
        headers: { "Auto-Submitted": "auto-generated" },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      await settle(id, { status: "sent", detail: null, sentAt: now });
      counts.sent++;
    } catch (error) {
      const { isFinal, text } = describeMailFault(error);
      const isOver = isFinal || attempts >= mostAttempts;
      const pauseMs = Math.min(60_000 * 2 ** (attempts - 1), longestPauseMs);
      const nextAt = new Date(now.getTime() + pauseMs);
      await settle(id, isOver ? { status: "failed", detail: text } : { detail: text, nextAt });
      counts[isOver ? "failed" : "later"]++;
    }
  }
  return counts;
}

const claim = (now: Date) => rawSql()<Claimed[]>`
  update mail set attempts = attempts + 1, next_at = ${new Date(now.getTime() + claimMs)}
   where id in (select id from mail where status = 'waiting' and next_at <= ${now}
                 order by next_at, id limit ${batch} for update skip locked)
  returning id, address, subject, body, attempts`;

const settle = (id: number, to: Partial<typeof mail.$inferInsert>) =>
  database()
    .update(mail)
    .set(to)
    .where(and(eq(mail.id, id), sql`${mail.status} = 'waiting'`));
