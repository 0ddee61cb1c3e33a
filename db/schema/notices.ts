import { bigint, index, jsonb, pgTable, smallint, text } from "drizzle-orm/pg-core";
import { instant } from "@/db/columns";
import { person, tenant } from "@/db/schema/accounts";

/**
 * Something that somebody must be told: written in the transaction of its cause, once for each `dedupe_key`. Codes and
 * parameters are kept; sentences are made when it is read or sent, in the reader's language.
 */
export const notice = pgTable(
  "notice",
  {
    id: text().primaryKey(),
    /** Null: for the operator's staff. */
    tenantId: text().references(() => tenant.id),
    /** `payment.failed`, `subscription.past_due`, `trial.ending`, … (lib/notices/kinds.ts). */
    kind: text().notNull(),
    dedupeKey: text().notNull().unique(),
    data: jsonb().$type<Record<string, unknown>>().notNull(),
    createdAt: instant().notNull(),
    /** When what it tells of no longer holds: the banner goes, the inbox keeps it. */
    closedAt: instant(),
    /** When mails were made of it. */
    dispatchedAt: instant(),
  },
  (t) => [index().on(t.tenantId, t.createdAt), index("notice_waiting").on(t.createdAt)],
);

/** One mail to one person. */
export const mail = pgTable(
  "mail",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    noticeId: text()
      .notNull()
      .references(() => notice.id),
    personId: text().references(() => person.id),
    address: text().notNull(),
    locale: text().notNull(),
    subject: text().notNull(),
    body: text().notNull(),
    /** `kept`: no mail server is set; it can be read here. */
    status: text({ enum: ["waiting", "sent", "kept", "suppressed", "failed"] }).notNull(),
    /** Why it was suppressed or failed. */
    detail: text(),
    attempts: smallint().notNull().default(0),
    nextAt: instant().notNull(),
    createdAt: instant().notNull(),
    sentAt: instant(),
  },
  (t) => [index().on(t.noticeId), index("mail_waiting").on(t.nextAt)],
);
