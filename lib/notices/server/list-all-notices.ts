import { and, asc, desc, eq, exists, inArray, lt } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { tenant } from "@/db/schema/accounts";
import { mail, notice } from "@/db/schema/notices";
import { ListAllNoticesInput } from "@/lib/notices/inputs";
import { describeNotice } from "@/lib/notices/server/describe-notice";
import type { MailView, StaffNoticeView } from "@/lib/notices/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const pageSize = 50;

/** What was told to whom, newest first, with its mails and what became of them. */
export async function listAllNotices(
  ctx: Ctx,
  input: z.input<typeof ListAllNoticesInput> = {},
): Promise<{ rows: StaffNoticeView[]; next: string | null }> {
  authorizeStaff(ctx, "staff:read");
  const { kind, tenant: tenantId, status, after } = parseInput(ListAllNoticesInput, input);
  const ofStatus = (wanted: MailView["status"]) =>
    exists(
      database()
        .select({ id: mail.id })
        .from(mail)
        .where(and(eq(mail.noticeId, notice.id), eq(mail.status, wanted))),
    );
  const rows = await database()
    .select({ notice, tenantName: tenant.name })
    .from(notice)
    .leftJoin(tenant, eq(tenant.id, notice.tenantId))
    .where(
      and(
        ...(kind ? [eq(notice.kind, kind)] : []),
        ...(tenantId ? [eq(notice.tenantId, tenantId)] : []),
        ...(status ? [ofStatus(status)] : []),
        ...(after ? [lt(notice.id, after)] : []),
      ),
    )
    .orderBy(desc(notice.id))
    .limit(pageSize + 1);
  const page = rows.slice(0, pageSize);
  const mails = await readMails(page.map(({ notice: { id } }) => id));
  return {
    rows: page.map(({ notice: row, tenantName }) => ({
      ...describeNotice(row),
      tenant: row.tenantId === null ? null : { id: row.tenantId, name: tenantName ?? row.tenantId },
      mails: mails.get(row.id) ?? [],
    })),
    next: rows.length > pageSize ? (page.at(-1)?.notice.id ?? null) : null,
  };
}

async function readMails(noticeIds: readonly string[]): Promise<Map<string, MailView[]>> {
  const found = new Map<string, MailView[]>();
  if (noticeIds.length === 0) return found;
  const rows = await database()
    .select()
    .from(mail)
    .where(inArray(mail.noticeId, [...noticeIds]))
    .orderBy(asc(mail.id));
  for (const { id, noticeId, address, locale, subject, body, status, detail, sentAt, createdAt } of rows) {
    const at = (sentAt ?? createdAt).toISOString();
    const view = { id: String(id), address, locale, subject, body, status, detail, at };
    found.set(noticeId, [...(found.get(noticeId) ?? []), view]);
  }
  return found;
}
