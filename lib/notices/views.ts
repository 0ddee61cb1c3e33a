import type { NoticeKind } from "@/lib/notices/kinds";

/** A notice as its reader is told it, in the reader's language. Instants are RFC 3339, real time. */
export type NoticeView = {
  id: string;
  kind: NoticeKind;
  title: string;
  text: string;
  /** What to do; the address is one of the portal's own. */
  action: { label: string; href: string } | null;
  /** Money or access is at stake: it is shown above every page while it holds. */
  critical: boolean;
  createdAt: string;
  /** When it no longer held; null while it does. */
  closedAt: string | null;
};

/** One mail that was made of a notice. */
export type MailView = {
  id: string;
  address: string;
  locale: string;
  subject: string;
  body: string;
  /** `kept`: no mail server is set. */
  status: "waiting" | "sent" | "kept" | "suppressed" | "failed";
  detail: string | null;
  at: string;
};

/** A notice as staff sees it, with what became of its mails. */
export type StaffNoticeView = NoticeView & { tenant: { id: string; name: string } | null; mails: MailView[] };
