import { expect, it } from "vitest";
import { contactText, mailtoOf } from "@/lib/analytics/signals/contact-text";
import { expansionCards, riskCards } from "@/lib/analytics/signals/signal-cards.data";
import type { ExpansionId, SignalId } from "@/lib/analytics/signals/types";

it("never tells a tenant what is thought of it, whatever the mail is about", () => {
  const ids = [...Object.keys(riskCards), ...Object.keys(expansionCards)] as (SignalId | ExpansionId)[];
  for (const id of [...ids, null]) {
    const { subject, body } = contactText("Lumen Maps", id);
    expect(`${subject} ${body}`).not.toMatch(/risk|churn|signal|score|leave|leaving|lose|cancel|upsell/i);
    expect(body).toContain("anything that you need");
  }
});

it("opens a mail program with the whole draft", () => {
  const link = new URL(mailtoOf("ana@example.com, tom+bills@example.com", { subject: "A & B?", body: "One\nTwo = 2" }));
  expect(decodeURIComponent(link.pathname)).toBe("ana@example.com,tom+bills@example.com");
  expect(link.searchParams.get("subject")).toBe("A & B?");
  expect(link.searchParams.get("body")).toBe("One\r\nTwo = 2");
});
