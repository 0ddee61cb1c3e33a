import type { notice } from "@/db/schema/notices";
import { noticeRules } from "@/lib/notices/notice-rules.data";
import { renderNotice, type Told } from "@/lib/notices/render-notice";
import type { NoticeView } from "@/lib/notices/views";

export type NoticeRow = typeof notice.$inferSelect;

/** What a row tells: its data was written by `recordNotice`, which asks for the kind's own. */
export const toldBy = (row: Pick<NoticeRow, "kind" | "data">): Told => ({ kind: row.kind, data: row.data }) as Told;

/** A notice as the portal shows it; its screens are in English. */
export function describeNotice(row: NoticeRow): NoticeView {
  const told = toldBy(row);
  const { title, text, action } = renderNotice(told, "en");
  const { critical, path } = noticeRules[told.kind];
  return {
    id: row.id,
    kind: told.kind,
    title,
    text,
    action: action === null ? null : { label: action, href: path },
    critical,
    createdAt: row.createdAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
  };
}
