import { describe, expect, it } from "vitest";
import { locales } from "@/lib/messages/types";
import { noticeKinds } from "@/lib/notices/kinds";
import { mailHtml, renderMail } from "@/lib/notices/render-mail";
import { noticeTexts, renderNotice, type Told } from "@/lib/notices/render-notice";

const invoice = { id: "inv_1", number: "1042", amountMinor: 9_900, currency: "EUR" };
const at = "2026-11-27T12:00:00.000Z";
const samples: { [K in Told["kind"]]: Extract<Told, { kind: K }>[] } = {
  "payment.failed": [
    { kind: "payment.failed", data: { invoice, cause: "insufficient_funds", nextAttemptAt: at } },
    { kind: "payment.failed", data: { invoice: null, cause: null, nextAttemptAt: null } },
  ],
  "payment.action_required": [{ kind: "payment.action_required", data: { invoice } }],
  "card.expiring": [{ kind: "card.expiring", data: { brand: "visa", last4: "4242", endsAt: at, nextChargeAt: at } }],
  "card.missing": [{ kind: "card.missing", data: { planName: "Pro", nextChargeAt: at } }],
  "subscription.past_due": [
    { kind: "subscription.past_due", data: { invoice, planName: "Pro", cause: "card_declined", graceEndsAt: at } },
    { kind: "subscription.past_due", data: { invoice: null, planName: "Pro", cause: null, graceEndsAt: at } },
  ],
  "subscription.grace_ending": [
    { kind: "subscription.grace_ending", data: { invoice, planName: "Pro", graceEndsAt: at, daysLeft: 1 } },
    { kind: "subscription.grace_ending", data: { invoice: null, planName: "Pro", graceEndsAt: at, daysLeft: 5 } },
  ],
  "subscription.suspended": [{ kind: "subscription.suspended", data: { invoice, planName: "Pro" } }],
  "subscription.expired": [
    { kind: "subscription.expired", data: { planName: "Pro", endedAt: at, wasTrial: true, fallbackPlanName: null } },
    { kind: "subscription.expired", data: { planName: "Pro", endedAt: at, wasTrial: false, fallbackPlanName: "Free" } },
  ],
  "subscription.restored": [{ kind: "subscription.restored", data: { planName: "Pro" } }],
  "trial.ending": [
    {
      kind: "trial.ending",
      data: { planName: "Pro", endsAt: at, hasCard: true, charge: invoice, fallbackPlanName: null },
    },
    {
      kind: "trial.ending",
      data: { planName: "Pro", endsAt: at, hasCard: false, charge: null, fallbackPlanName: "Free" },
    },
  ],
  "credits.low": [{ kind: "credits.low", data: { creditMicro: 12_500_000, daysLeft: 2 } }],
  "credits.exhausted": [{ kind: "credits.exhausted", data: {} }],
  "credits.added": [
    {
      kind: "credits.added",
      data: { creditMicro: 500_000_000, price: { amountMinor: 500, currency: "EUR" }, source: "purchase" },
    },
  ],
  "credits.recharge_failed": [
    {
      kind: "credits.recharge_failed",
      data: { amountMinor: 500, currency: "EUR", cause: "card_declined", state: "cooldown", nextAttemptAt: at },
    },
    {
      kind: "credits.recharge_failed",
      data: { amountMinor: 500, currency: "EUR", cause: null, state: "capped", nextAttemptAt: null },
    },
  ],
  "access.restored": [{ kind: "access.restored", data: { planName: "Pro", requestId: "req_1" } }],
};
const everything = noticeKinds.flatMap((kind) => samples[kind] as Told[]);

describe.each(locales)("notices in %s", (locale) => {
  it.each(everything.map((told) => [told.kind, told] as const))("%s says whole sentences", (_, told) => {
    const { title, text } = renderNotice(told, locale);
    expect(title).not.toMatch(/undefined|null|NaN|\{|\.$|!/);
    expect(text).toMatch(/\.$/);
    expect(text).not.toMatch(/undefined|null|NaN|\{|!|\bplease\b|\bsorry\b|\bwe\b|\bbitte\b|\bwir\b/i);
  });

  it("offers no payment to somebody who is billed by hand", () => {
    const byHand = true as const;
    for (const told of [
      { kind: "subscription.past_due", data: { invoice, planName: "Pro", cause: null, graceEndsAt: at, byHand } },
      { kind: "subscription.grace_ending", data: { invoice, planName: "Pro", graceEndsAt: at, daysLeft: 2, byHand } },
      { kind: "subscription.suspended", data: { invoice, planName: "Pro", byHand } },
    ] as const) {
      const { text, action } = renderNotice(told, locale);
      expect(`${text} ${action}`).not.toMatch(/paying|pay the|zahlung macht|mit der zahlung|bezahlen/i);
      expect(text).toMatch(/operator|Betreiber/);
    }
  });

  it("names amount, end and code of a late payment, and what stays", () => {
    const [told] = samples["subscription.past_due"];
    const { title, text } = renderNotice(told as Told, locale);
    expect(title).toMatch(
      locale === "en" ? /1042 \(€99\.00\).*November 27, 2026/ : /1042 \(99,00\s€\).*27\. November 2026/,
    );
    expect(text).toContain("402 subscription_past_due");
    expect(text).toContain("12:00 UTC");
    expect(text).toMatch(locale === "en" ? /Keys, logs and settings stay/ : /Schlüssel, Protokolle und Einstellungen/);
  });
});

describe("languages", () => {
  it("say different things, so none was forgotten", () => {
    for (const told of everything) {
      expect(renderNotice(told, "de").text, told.kind).not.toBe(renderNotice(told, "en").text);
    }
    expect(Object.keys(noticeTexts.de.notices)).toEqual(Object.keys(noticeTexts.en.notices));
  });
});

describe("renderMail", () => {
  const mail = renderMail({
    told: samples["subscription.suspended"][0] as Told,
    tenantName: "Evil\r\nBcc: all@example.com",
    link: "https://portal.example/console/billing?tenant=tnt_1",
    others: ["Ana\n<script>"],
    locale: "en",
  });

  it("lets no name begin a header", () => {
    expect(mail.subject).not.toMatch(/[\r\n]/);
    expect(mail.subject).toContain("Evil Bcc: all@example.com");
  });

  it("names the way out, who else knows, and why it came", () => {
    expect(mail.body).toContain("Pay the invoice: https://portal.example/console/billing?tenant=tnt_1");
    expect(mail.body).toContain("Also sent to Ana <script>.");
    expect(mail.body).toContain("as a member of Evil Bcc: all@example.com.");
  });

  it("is harmless as HTML, and links to the portal alone", () => {
    const html = mailHtml(`${mail.body}\nhttps://evil.example/x`, "https://portal.example");
    expect(html).not.toContain("<script>");
    expect(html).toContain('<a href="https://portal.example/console/billing?tenant=tnt_1">');
    expect(html.match(/<a /g)).toHaveLength(1);
  });
});
