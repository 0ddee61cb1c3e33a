import { SimpleGrid } from "@mantine/core";
import { describeChange, describeInterval, describePart } from "@/components/refusals/describe-rate";
import { linkTo, type Place } from "@/components/refusals/link-to";
import { describeNumber } from "@/components/ui/describe-units";
import { StatTile } from "@/components/ui/stat-tile";
import type { RefusalOutcomes, RefusalsView } from "@/lib/analytics/refusal-views";
import { formatMoney } from "@/lib/money";

type Props = { view: RefusalsView; outcomes: RefusalOutcomes; page: Place; log: Place };

/** The four numbers of the page of refusals, each with what it rests on. */
export function RefusalTiles({ view, outcomes, page, log }: Props) {
  const { rate, affected, before, over } = view;
  const paid = outcomes.paid.find(({ days }) => days === 7);
  const followed = paid?.followed.map((money) => formatMoney(money, "en")).join(" + ");
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
      <StatTile
        label="402 rate"
        value={describePart(rate.refused, rate.eligible)}
        href={linkTo(log, { class: "money" })}
        note={
          <>
            {describeInterval(rate, over)}
            <br />
            {describeNumber(rate.refused)} of {describeNumber(rate.eligible)} calls that asked
            {before ? (
              <>
                <br />
                {describeChange(before.rate, before.change)}
              </>
            ) : null}
          </>
        }
        formula="M1: refused for money ÷ (allowed on a feature + refused for money). Free routes, caps, 401, 403, 429 and 5xx are in neither. Interval of 95% by drawing whole tenants a thousand times (of one tenant: its days). Under 30 calls: counts. No tax, live mode only."
      />
      <StatTile
        label="Affected tenants"
        value={`${describeNumber(affected.refused)} of ${describeNumber(affected.asked)}`}
        href={`${linkTo(page, { g: "tenant" })}#parts`}
        note={
          before && before.affected.asked > 0
            ? `${describeNumber(before.affected.refused)} of ${describeNumber(before.affected.asked)} before`
            : "tenants that called"
        }
        formula="M3: tenants with at least one call refused for money ÷ tenants with at least one call whose gate was asked, in the window."
      />
      <StatTile
        label="Open episodes"
        value={describeNumber(outcomes.openNow)}
        href={`${linkTo(page, { state: "open", after: undefined })}#episodes`}
        note={`${describeNumber(outcomes.opened)} opened in the window${outcomes.gaveUp > 0 ? `, ${describeNumber(outcomes.gaveUp)} gave up` : ""}`}
        formula="M2: runs of refusals for money of one tenant, feature and code that are not resolved now, whenever they opened. Gave up: nobody has asked for 14 days. A looping client counts once. Caps are not in it."
      />
      <StatTile
        label="Paid after refusal, 7 d"
        value={paid ? describePart(paid.converted, paid.mature) : "–"}
        href="#paid-title"
        note={
          paid && paid.mature > 0
            ? `${describeNumber(paid.converted)} of ${describeNumber(paid.mature)} tenants${followed ? `; ${followed} followed` : ""}`
            : `${describeNumber(paid?.immature ?? 0)} too young to tell`
        }
        formula="M4: tenants whose first run in 30 days opened in the window at least 7 days ago and who paid within 7 days (plan, credits, or an overdue invoice) ÷ all such tenants. Revenue without tax; it followed the refusal."
      />
    </SimpleGrid>
  );
}
