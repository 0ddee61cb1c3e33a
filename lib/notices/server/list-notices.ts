import { and, desc, eq, lt, notInArray } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { notice } from "@/db/schema/notices";
import { ListNoticesInput } from "@/lib/notices/inputs";
import { describeNotice } from "@/lib/notices/server/describe-notice";
import type { NoticeView } from "@/lib/notices/views";
import { paymentKinds, withoutPayments } from "@/lib/notices/without-payments";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember, isAllowed } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const pageSize = 50;

/**
 * What the tenant was told, newest first; `next` is the `after` of the following page. Ids are ordered by time. Whose
 * role does not see invoices is told nothing of payments.
 */
export async function listNotices(
  ctx: Ctx,
  input: z.input<typeof ListNoticesInput> = {},
): Promise<{ rows: NoticeView[]; next: string | null }> {
  const tenantId = authorizeMember(ctx, "billing:read");
  const { after } = parseInput(ListNoticesInput, input);
  const seesAll = isAllowed(ctx, "invoices:read");
  const rows = await database()
    .select()
    .from(notice)
    .where(
      and(
        eq(notice.tenantId, tenantId),
        after ? lt(notice.id, after) : undefined,
        seesAll ? undefined : notInArray(notice.kind, [...paymentKinds]),
      ),
    )
    .orderBy(desc(notice.id))
    .limit(pageSize + 1);
  const page = rows.slice(0, pageSize);
  const told = seesAll ? page : page.map(withoutPayments);
  return { rows: told.map(describeNotice), next: rows.length > pageSize ? (page.at(-1)?.id ?? null) : null };
}
