import type { VersionChoice } from "@/components/tenants/put-on-plan-dialog";
import type { PlanRow } from "@/lib/catalog/views";
import { formatMoney } from "@/lib/money";

/** The live versions of plans in service, as choices of a dialog. */
export const versionChoices = (plans: readonly PlanRow[]): VersionChoice[] =>
  plans.flatMap(({ name, live }) =>
    live
      ? [
          {
            planVersionId: live.planVersionId,
            label: `${name} version ${live.number}, ${formatMoney({ amountMinor: live.priceMinor, currency: live.currency }, "en")} a month`,
          },
        ]
      : [],
  );
