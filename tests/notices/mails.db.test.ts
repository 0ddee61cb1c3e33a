import { beforeEach, describe, expect, it } from "vitest";
import { makeTenant } from "@/db/testing/make-tenant";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { inTransaction } from "@/db/transaction";
import type { NewNotice } from "@/lib/notice-data";
import { dispatchNotices } from "@/lib/notices/server/dispatch-notices";
import { listAllNotices } from "@/lib/notices/server/list-all-notices";
import { listBanners } from "@/lib/notices/server/list-banners";
import { listNotices } from "@/lib/notices/server/list-notices";
import { sendMails } from "@/lib/notices/server/send-mails";
import { closeNotices, recordNotice } from "@/lib/server/record-notice";
import { openSmtpServer } from "@/tests/notices/smtp-server";

const { sql } = await testDatabase();
const smtp = await openSmtpServer();
Object.assign(process.env, { SMTP_URL: smtp.url, MAIL_FROM: "Faregate <billing@portal.test>" });

const invoice = { id: "inv_1", number: "1042", amountMinor: 9_900, currency: "EUR" };
const at = "2026-11-27T12:00:00.000Z";
let serial = 0;
const minuteMs = 60_000;
const pastDue = (tenantId: string): NewNotice => ({
  tenantId,
  kind: "subscription.past_due",
  dedupeKey: `test:${++serial}`,
  data: { invoice, planName: "Pro", cause: "card_declined", graceEndsAt: at },
});
const low = (tenantId: string): NewNotice => ({
  tenantId,
  kind: "credits.low",
  dedupeKey: `test:${++serial}`,
  data: { creditMicro: 1_000_000, daysLeft: 2 },
});
const tell = (one: NewNotice, now = new Date()) => inTransaction((tx) => recordNotice(tx, { ...one, now }));
const mailsOf = (tenantId: string) => sql<{ address: string; status: string; detail: string | null; locale: string }[]>`
  select m.address, m.status, m.detail, m.locale from mail m join notice n on n.id = m.notice_id
   where n.tenant_id = ${tenantId} order by m.id`;
const plain = (text: string) =>
  text.replaceAll(/=\n/g, "").replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));

beforeEach(async () => {
  smtp.received.length = 0;
  smtp.answers.recipient = "250 2.1.5 OK";
  await sql`update mail set status = 'failed' where status = 'waiting'`;
});

describe("a notice", () => {
  it("is told once for each cause, to those whose matter it is", async () => {
    const tenant = await makeTenant(sql);
    const one = pastDue(tenant.id);
    expect([await tell(one), await tell(one)]).toEqual([true, false]);
    await dispatchNotices(new Date());
    await dispatchNotices(new Date());
    expect(await sendMails(new Date())).toEqual({ sent: 2, failed: 0, later: 0 });
    expect(await sendMails(new Date())).toEqual({ sent: 0, failed: 0, later: 0 });
    const addresses = [tenant.as("owner"), tenant.as("billing")].map(({ actor }) =>
      actor.kind === "person" ? `${actor.personId.toLowerCase()}@example.com` : "",
    );
    expect(smtp.received.flatMap(({ to }) => to).sort()).toEqual(addresses.sort());
    expect((await mailsOf(tenant.id)).map(({ status }) => status)).toEqual(["sent", "sent"]);
    const { data } = smtp.received[0] ?? { data: "" };
    expect(data).toMatch(/^Subject: =\?UTF-8\?Q\?Invoice_1042/m);
    expect(data).toMatch(/^Message-ID: <mail-\d+@/im);
    expect(data).toMatch(/^Auto-Submitted: auto-generated$/im);
    expect(plain(data)).toContain(`/console/billing?tenant=${tenant.id}`);
    expect(plain(data)).toMatch(/Also sent to Lumen Maps (owner|billing)\./);
  });

  it("is told in the tenant's language", async () => {
    const tenant = await makeTenant(sql);
    await sql`update tenant set locale = 'de' where id = ${tenant.id}`;
    await tell(pastDue(tenant.id));
    await dispatchNotices(new Date());
    await sendMails(new Date());
    expect(smtp.received[0]?.data).toMatch(/Rechnung 1042/);
  });

  it("goes to the owners where nobody has the role that it is for", async () => {
    const tenant = await makeTenant(sql);
    await sql`delete from member where tenant_id = ${tenant.id} and role = 'billing'`;
    await tell({
      tenantId: tenant.id,
      kind: "payment.action_required",
      dedupeKey: `test:${++serial}`,
      data: { invoice },
    });
    await dispatchNotices(new Date());
    expect(await mailsOf(tenant.id)).toHaveLength(1);
  });

  it("is not mailed when it no longer holds, and says so", async () => {
    const tenant = await makeTenant(sql);
    await tell(pastDue(tenant.id));
    await inTransaction((tx) =>
      closeNotices(tx, { tenantId: tenant.id, kinds: ["subscription.past_due"], now: new Date() }),
    );
    await dispatchNotices(new Date());
    expect(await mailsOf(tenant.id)).toMatchObject([
      { status: "suppressed", detail: "It no longer held." },
      { status: "suppressed" },
    ]);
  });

  it("keeps the sixth mail of a day back that is not critical, and never a critical one", async () => {
    const tenant = await makeTenant(sql);
    for (let n = 0; n < 6; n++) await tell(low(tenant.id));
    await dispatchNotices(new Date());
    await tell(pastDue(tenant.id));
    await dispatchNotices(new Date());
    const owner = (await mailsOf(tenant.id)).filter(({ address }, _, all) => address === all[0]?.address);
    expect(owner.map(({ status }) => status)).toEqual([...Array(5).fill("waiting"), "suppressed", "waiting"]);
  });

  it("tells one cause in one mail", async () => {
    const tenant = await makeTenant(sql);
    const failed: NewNotice = {
      tenantId: tenant.id,
      kind: "payment.failed",
      dedupeKey: `test:${++serial}`,
      data: { invoice, cause: "card_declined", nextAttemptAt: null },
    };
    const now = new Date();
    await tell(failed, now);
    await tell(pastDue(tenant.id), now);
    await dispatchNotices(new Date());
    const { rows } = await listAllNotices(staffCtx("support"), { tenant: tenant.id, kind: "payment.failed" });
    expect(rows[0]?.mails).toMatchObject([{ status: "suppressed", detail: "It is told by subscription.past_due." }]);
  });
});

describe("a mail", () => {
  it("is tried again when the server does not take it for now, and given up when it is refused for good", async () => {
    const tenant = await makeTenant(sql);
    await sql`delete from member where tenant_id = ${tenant.id} and role = 'billing'`;
    await tell(pastDue(tenant.id));
    await dispatchNotices(new Date());
    smtp.answers.recipient = "451 4.7.1 Try again later";
    expect(await sendMails(new Date())).toEqual({ sent: 0, failed: 0, later: 1 });
    expect(await sendMails(new Date())).toEqual({ sent: 0, failed: 0, later: 0 });
    smtp.answers.recipient = "550 5.1.1 No such user";
    expect(await sendMails(new Date(Date.now() + 2 * minuteMs))).toEqual({ sent: 0, failed: 1, later: 0 });
    expect(await mailsOf(tenant.id)).toMatchObject([{ status: "failed", detail: expect.stringContaining("550") }]);
  });
});

describe("the inbox", () => {
  it("shows a tenant its own notices alone, a page at a time", async () => {
    const [mine, other] = [await makeTenant(sql), await makeTenant(sql, "Other")];
    await tell(pastDue(other.id));
    const start = Date.now();
    for (let n = 0; n < 51; n++) await tell(low(mine.id), new Date(start + n));
    const first = await listNotices(mine.as("viewer"));
    expect(first.rows).toHaveLength(50);
    const second = await listNotices(mine.as("viewer"), { after: first.next ?? undefined });
    expect([second.rows.length, second.next]).toEqual([1, null]);
    expect(new Set([...first.rows, ...second.rows].map(({ kind }) => kind))).toEqual(new Set(["credits.low"]));
  });

  it.each(["developer", "viewer"] as const)(
    "tells a %s that something is unpaid, and of no invoice or card",
    async (role) => {
      const tenant = await makeTenant(sql);
      const later = (ms: number) => new Date(Date.now() + ms);
      const failed = { invoice, cause: "card_declined", nextAttemptAt: at };
      const key = (name: string) => `${name}:${tenant.id}`;
      await tell({ tenantId: tenant.id, kind: "payment.failed", dedupeKey: key("failed"), data: failed }, later(0));
      await tell(pastDue(tenant.id), later(1_000));
      const dataOf = {
        creditMicro: 5_000_000,
        price: { amountMinor: 7_700, currency: "EUR" },
        source: "purchase" as const,
      };
      await tell({ tenantId: tenant.id, kind: "credits.added", dedupeKey: key("added"), data: dataOf }, later(2_000));
      const told = [...(await listNotices(tenant.as(role))).rows, ...(await listBanners(tenant.as(role)))];
      expect(told.map(({ kind }) => kind)).toEqual(["credits.added", "subscription.past_due", "subscription.past_due"]);
      expect(told[1]?.title).toContain("The invoice for Pro");
      expect(JSON.stringify(told)).not.toMatch(/1042|99\.00|77\.00|declined/);
      const toPayers = JSON.stringify((await listNotices(tenant.as("admin"))).rows);
      expect(toPayers).toMatch(/1042.*99\.00/);
      expect(toPayers).toContain("payment.failed");
    },
  );

  it("is the staff's to read for all tenants, and nobody else's", async () => {
    await expect(listAllNotices((await makeTenant(sql)).as("owner"))).rejects.toMatchObject({ code: "not_found" });
    expect((await listAllNotices(staffCtx("support"))).rows.length).toBeGreaterThan(0);
  });
});
