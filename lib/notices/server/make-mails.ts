import { and, count, eq, gt, inArray, isNull, ne } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { member, person, tenant } from "@/db/schema/accounts";
import { mail, notice } from "@/db/schema/notices";
import { env } from "@/lib/env";
import { locales } from "@/lib/messages/types";
import { noticeRules, outdoneBy } from "@/lib/notices/notice-rules.data";
import { renderMail } from "@/lib/notices/render-mail";
import { type NoticeRow, toldBy } from "@/lib/notices/server/describe-notice";

export type MailRow = typeof mail.$inferInsert;
type Recipient = { personId: string; name: string; address: string };

/** More than so many a day of what is not critical are kept back. */
const mostPerDay = 5;
const dayMs = 24 * 60 * 60 * 1000;
/** Notices of one cause are written together. */
const togetherMs = 60 * 1000;

/** The mails that a notice becomes, with the reason where one is not sent. */
export async function makeMails(tx: Transaction, row: NoticeRow, now: Date): Promise<MailRow[]> {
  const told = toldBy(row);
  const rule = noticeRules[told.kind];
  if (!rule.mailed) return [];
  const recipients = await readRecipients(tx, row.tenantId, rule.roles);
  const [home] = row.tenantId
    ? await tx.select({ name: tenant.name, locale: tenant.locale }).from(tenant).where(eq(tenant.id, row.tenantId))
    : [];
  const { DEFAULT_LOCALE, PORTAL_URL, SMTP_URL } = env();
  const locale = locales.find((one) => one === home?.locale) ?? DEFAULT_LOCALE;
  const query = row.tenantId ? `?tenant=${row.tenantId}` : "";
  const common = await whySuppressed(tx, row);
  const mails: MailRow[] = [];
  for (const { personId, address } of recipients) {
    const others = recipients.filter((other) => other.personId !== personId).map((other) => other.name);
    const link = `${PORTAL_URL}${rule.path}${query}`;
    const text = renderMail({ told, tenantName: home?.name ?? "Faregate", link, others, locale });
    const why = common ?? (rule.critical ? null : await whyTooMany(tx, personId, now));
    const status = why ? "suppressed" : SMTP_URL ? "waiting" : "kept";
    mails.push({
      noticeId: row.id,
      personId,
      address,
      locale,
      ...text,
      status,
      detail: why,
      nextAt: now,
      createdAt: now,
    });
  }
  return mails;
}

/** Who has one of the roles; the owners where nobody has. Staff's own notices go to its admins. */
async function readRecipients(
  tx: Transaction,
  tenantId: string | null,
  roles: readonly string[],
): Promise<Recipient[]> {
  const fields = { personId: person.id, name: person.name, address: person.email };
  if (tenantId === null) {
    return tx
      .select(fields)
      .from(person)
      .where(and(eq(person.staffRole, "admin"), isNull(person.disabledAt)))
      .orderBy(person.id);
  }
  const members = await tx
    .select({ ...fields, role: member.role })
    .from(member)
    .innerJoin(person, eq(person.id, member.personId))
    .where(and(eq(member.tenantId, tenantId), isNull(person.disabledAt)))
    .orderBy(person.id);
  const wanted = members.filter(({ role }) => roles.includes(role));
  return wanted.length > 0 ? wanted : members.filter(({ role }) => role === "owner");
}

/** What no longer holds is not told any more, and one cause is told in one mail. */
async function whySuppressed(tx: Transaction, row: NoticeRow): Promise<string | null> {
  if (row.closedAt) return "It no longer held.";
  const later = outdoneBy[toldBy(row).kind] ?? [];
  if (later.length === 0 || row.tenantId === null) return null;
  const [other] = await tx
    .select({ kind: notice.kind })
    .from(notice)
    .where(
      and(
        eq(notice.tenantId, row.tenantId),
        ne(notice.id, row.id),
        inArray(notice.kind, [...later]),
        gt(notice.createdAt, new Date(row.createdAt.getTime() - togetherMs)),
      ),
    )
    .limit(1);
  return other ? `It is told by ${other.kind}.` : null;
}

async function whyTooMany(tx: Transaction, personId: string, now: Date): Promise<string | null> {
  const [row] = await tx
    .select({ n: count() })
    .from(mail)
    .where(
      and(
        eq(mail.personId, personId),
        inArray(mail.status, ["waiting", "sent", "kept"]),
        gt(mail.createdAt, new Date(now.getTime() - dayMs)),
      ),
    );
  return (row?.n ?? 0) >= mostPerDay ? `${mostPerDay} mails went to this person within a day.` : null;
}
