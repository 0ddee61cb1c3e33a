import { SimpleGrid } from "@mantine/core";
import { describeCount, describeMoney, describePart, describeShort } from "@/components/revenue/describe-revenue";
import { describeShare } from "@/components/ui/describe-share";
import { describeMoment } from "@/components/ui/describe-time";
import { StatTile } from "@/components/ui/stat-tile";
import type { RecoveryView } from "@/lib/analytics/revenue-views";

/** The four numbers of the page: what failed, what came back, what stops next, and what may fail. */
export function RecoveryTiles({
  view,
  currency,
  failedHref,
}: {
  view: RecoveryView;
  currency: string;
  failedHref: string;
}) {
  const { total, grace } = view;
  const fortnight = total.cells.find(({ days }) => days === 14);
  const owed = grace.reduce((sum, { owedMinor }) => sum + owedMinor, 0);
  const [next] = grace;
  const cards = view.cards.reduce((sum, { tenants }) => sum + tenants, 0);
  return (
    <SimpleGrid cols={{ base: 2, lg: 4 }} spacing="md">
      <StatTile
        label="First attempts that failed"
        value={describeShort(view.failed, view.attempted)}
        href={failedHref}
        formula="Invoices whose first attempt failed, of invoices first attempted in this window. An invoice by hand counts on its due date, and failed when it was not paid by then. Tax included. Below 30 no percentage is said."
        note={
          view.attempted === 0
            ? "No invoice was first collected in this window."
            : `${describePart(view.failed, view.attempted)} invoices, ${describeMoney(view.failedMinor, currency)} of ${describeMoney(view.attemptedMinor, currency)}.`
        }
      />
      <StatTile
        label="Paid within 14 days"
        value={fortnight?.recovered == null ? "–" : describeShort(fortnight.recovered, total.counted)}
        href="#cohorts"
        formula="Of the invoices whose first attempt failed 30 days ago or longer: paid within 14 days of it."
        note={
          fortnight?.recoveredMinor == null
            ? "No failure is 30 days old yet."
            : `${describePart(fortnight.recovered ?? 0, total.counted)}, ${describeMoney(fortnight.recoveredMinor, currency)} of ${describeMoney(total.countedMinor, currency)}; ${describeCount(total.failed - total.counted, "failure")} too young.`
        }
      />
      <StatTile
        label="In grace"
        value={describeCount(grace.length, "tenant")}
        href="#grace"
        formula="Tenants whose payment is late and whose calls still go on. A snapshot."
        note={
          next
            ? `${owed > 0 ? `${describeMoney(owed, currency)} owed.` : "No open invoice is recorded."}${next.endsAt ? ` First to stop: ${next.tenantName}, ${describeMoment(new Date(next.endsAt), view.zone)}.` : ""}`
            : "Nobody's access stops by itself."
        }
      />
      <StatTile
        label="Card ends before the charge"
        value={describeMoney(view.exposedMinor, currency)}
        href="#cards"
        formula="MRR of tenants whose every card expires before their next charge, of all MRR. A snapshot."
        note={`${describeCount(cards, "tenant")}${view.mrrMinor > 0 ? `, ${describeShare(view.exposedMinor / view.mrrMinor)} of MRR` : ""}.`}
      />
    </SimpleGrid>
  );
}
