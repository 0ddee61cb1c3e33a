import { MantineProvider } from "@mantine/core";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { PlanCard } from "@/app/(public)/_parts/plan-card";
import type { PublicPlanFeature } from "@/lib/catalog/public-plan";
import { speaker } from "@/lib/messages/speaker";

const searches: PublicPlanFeature = {
  id: "fea_1",
  slug: "searches",
  name: "Searches",
  nameDe: "Suchen",
  kind: "meter",
  unit: "call",
  unitPlural: "calls",
  units: 1000,
  period: "anniversary",
  creditMicroPerUnit: null,
  overage: "none",
  overageRateE12: null,
};
const draw = (over: Partial<PublicPlanFeature>, locale: "en" | "de") =>
  renderToStaticMarkup(
    <MantineProvider>
      <PlanCard
        plan={{
          id: "pln_1",
          slug: "pro",
          name: "Pro",
          description: "",
          versionNumber: 1,
          price: { amountMinor: 9900, currency: "EUR" },
          ratePerMinute: null,
          interval: "month",
          trialDays: 0,
          trialNeedsCard: false,
          planVersionId: "plv",
          features: [{ ...searches, ...over }],
        }}
        speaker={speaker(locale)}
      />
    </MantineProvider>,
  );

describe("a plan on the pricing page tells what is included, by which period, and who pays for more", () => {
  it.each<[Partial<PublicPlanFeature>, string, string]>([
    [{}, "1,000 calls of Searches a month", "Suchen: 1.000 Aufrufe im Monat"],
    [{ period: "day" }, "1,000 calls of Searches a day", "Suchen: 1.000 Aufrufe am Tag"],
    [
      { period: "calendar_month" },
      "1,000 calls of Searches a calendar month",
      "Suchen: 1.000 Aufrufe im Kalendermonat",
    ],
    [
      { creditMicroPerUnit: 50_000, overage: "postpaid" },
      "1,000 calls of Searches a month; each further one for 0.05 prepaid credits; further use is billed later",
      "Suchen: 1.000 Aufrufe im Monat; jede weitere für 0,05 vorausbezahlte Credits; weitere Nutzung wird später berechnet",
    ],
    [
      { units: 0, creditMicroPerUnit: 50_000 },
      "Searches: 0.05 prepaid credits a unit",
      "Suchen: 0,05 vorausbezahlte Credits je Einheit",
    ],
    [{ units: 0, overage: "postpaid" }, "Searches: billed later by use", "Suchen: wird nach Nutzung später berechnet"],
    [{ units: null }, "Searches without limit", "Suchen ohne Grenze"],
  ])("%j", (over, english, german) => {
    expect(draw(over, "en")).toContain(`<li>${english}</li>`);
    expect(draw(over, "de")).toContain(`<li>${german}</li>`);
  });
});
