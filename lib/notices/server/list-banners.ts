import { and, desc, eq, isNull, notInArray } from "drizzle-orm";
import { database } from "@/db/client";
import { notice } from "@/db/schema/notices";
import type { NoticeKind } from "@/lib/notice-data";
import { noticeRules, outdoneBy } from "@/lib/notices/notice-rules.data";
import { describeNotice } from "@/lib/notices/server/describe-notice";
import type { NoticeView } from "@/lib/notices/views";
import { paymentKinds, withoutPayments } from "@/lib/notices/without-payments";
import { authorizeMember, isAllowed } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** A tenant has few that are open; the bound only keeps a mistake from growing. */
const most = 50;

/** What stands above every page of a tenant now: open, worth it, and not said by a later one too. Critical ones first. */
export async function listBanners(ctx: Ctx): Promise<NoticeView[]> {
  const tenantId = authorizeMember(ctx, "billing:read");
  const seesAll = isAllowed(ctx, "invoices:read");
  const rows = await database()
    .select()
    .from(notice)
    .where(
      and(
        eq(notice.tenantId, tenantId),
        isNull(notice.closedAt),
        seesAll ? undefined : notInArray(notice.kind, [...paymentKinds]),
      ),
    )
    .orderBy(desc(notice.id))
    .limit(most);
  const kinds = new Set(rows.map(({ kind }) => kind as NoticeKind));
  const shown = rows.filter(({ kind: text }) => {
    const kind = text as NoticeKind;
    return noticeRules[kind].banner && !outdoneBy[kind]?.some((later) => kinds.has(later));
  });
  const told = seesAll ? shown : shown.map(withoutPayments);
  return told.map(describeNotice).sort((a, b) => Number(b.critical) - Number(a.critical));
}
