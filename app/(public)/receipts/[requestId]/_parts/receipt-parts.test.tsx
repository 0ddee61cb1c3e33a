import { MantineProvider } from "@mantine/core";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { FixList } from "@/app/(public)/receipts/[requestId]/_parts/fix-list";
import { GateTable } from "@/app/(public)/receipts/[requestId]/_parts/gate-table";
import { ReceiptFacts } from "@/app/(public)/receipts/[requestId]/_parts/receipt-facts";
import type { Receipt } from "@/lib/analytics/receipt";
import { redactReceipt } from "@/lib/analytics/redact-receipt";
import type { PublicPlan } from "@/lib/catalog/public-plan";
import { speaker } from "@/lib/messages/speaker";

const feature = { id: "fea_1", slug: "reports", name: "Reports", nameDe: "Berichte", kind: "meter" } as const;
const unit = { unit: "call", unitPlural: "calls" };
const receipt: Receipt = {
  requestId: "req_01M7XNXRKG4T9B2V6C8D0E3F5H",
  decidedAt: new Date("2026-11-20T23:51:02Z"),
  mode: "live",
  status: 402,
  code: "quota_exhausted",
  tenant: { id: "tnt_1", name: "Acme <Maps>" },
  key: { id: "key_1", name: "nightly-import", hint: "fg_live_9fK2…7Hq2" },
  api: { slug: "geo", name: "Geo" },
  method: "GET",
  routePath: "/v1/reports/{id}",
  feature: { ...feature, ...unit, contactSales: false },
  plan: { id: "pln_1", name: "Starter", versionNumber: 3 },
  gates: [
    { gate: "key", result: "passed" },
    { gate: "rate", result: "passed", limit: 777, used: 333 },
    { gate: "quota", result: "refused", limit: 2_000, used: 1_999, asked: 5, resetsAt: "2026-12-01T00:00:00.000Z" },
  ],
  reasons: [],
  details: {},
  limitUnits: 2_000,
  usedUnits: 1_999,
  askedUnits: 5,
  units: 0,
  upstreamStatus: null,
  totalMs: 1,
  weight: 1,
};
const plan: PublicPlan = {
  id: "pln_2",
  slug: "pro",
  name: "Pro",
  description: "",
  versionNumber: 1,
  price: { amountMinor: 9_900, currency: "EUR" },
  ratePerMinute: null,
  interval: "month",
  trialDays: 0,
  trialNeedsCard: false,
  planVersionId: "plv",
  features: [
    {
      ...feature,
      ...unit,
      units: 20_000,
      period: "anniversary",
      creditMicroPerUnit: null,
      overage: "none",
      overageRateE12: null,
    },
  ],
};
const en = speaker("en");
const draw = (node: ReactNode) => renderToStaticMarkup(<MantineProvider>{node}</MantineProvider>);

describe("the gates of a receipt", () => {
  it("are told in the order in which they were asked, with the numbers of each for members", () => {
    const table = draw(<GateTable receipt={receipt} speaker={en} />);
    expect(table.indexOf("Rate")).toBeLessThan(table.indexOf("Quota"));
    for (const words of ["777", "333", "2,000", "1,999", "needed 5", "December 1, 2026 at 00:00 UTC"]) {
      expect(table).toContain(words);
    }
  });

  it("show the numbers of the failing one alone to whoever holds the link", () => {
    const table = draw(<GateTable receipt={redactReceipt(receipt)} speaker={en} />);
    expect(table).not.toMatch(/777|333/);
    expect(table).toContain("2,000");
    expect(table).toContain("refused here");
  });
});

describe("the ways out of a receipt", () => {
  it("have price, effect and time, and one button, which leads through sign-in", () => {
    const fixes = [
      { kind: "plan", rel: "upgrade", plan, units: 20_000 },
      { kind: "wait", resetsAt: new Date("2026-12-01T00:00:00Z") },
      { kind: "contact", rel: "contact_sales" },
    ] as const;
    const list = draw(<FixList fixes={fixes} receipt={receipt} speaker={en} />);
    expect(list.match(/mantine-Button-root/g)).toHaveLength(1);
    expect(list).toContain("Pro: €99.00 a month");
    expect(list).toContain("20,000 calls each period.");
    expect(list).toContain('href="/go/upgrade?tenant=tnt_1&amp;from=req_01M7XNXRKG4T9B2V6C8D0E3F5H"');
    expect(list).toContain('href="/go/contact-sales?');
  });

  it("are said to be none where it was not about payment", () => {
    const yearly = { kind: "plan", rel: "upgrade", plan: { ...plan, interval: "year" }, units: 1 } as const;
    expect(draw(<FixList fixes={[yearly]} receipt={receipt} speaker={en} />)).toContain("€99.00 a year");
    expect(draw(<FixList fixes={[]} receipt={receipt} speaker={en} />)).toContain("was not charged");
  });
});

describe("the facts of a receipt", () => {
  it("show names as text, the route as its pattern, and the key by its hint alone to whoever holds the link", () => {
    const facts = draw(<ReceiptFacts receipt={redactReceipt(receipt)} speaker={en} linksKey={false} />);
    expect(facts).toContain("Acme &lt;Maps&gt;");
    expect(facts).toContain("/v1/reports/{id}");
    expect(facts).toContain("fg_live_9fK2…7Hq2");
    expect(facts).not.toMatch(/nightly-import|key_1/);
  });

  it("lead members to the key", () => {
    expect(draw(<ReceiptFacts receipt={receipt} speaker={en} linksKey={true} />)).toContain(
      "/console/keys/key_1?tenant=tnt_1",
    );
  });
});
