import { Title } from "@mantine/core";
import { RiskCard } from "@/components/churn/risk-card";
import type { FeatureChoice } from "@/components/tenants/grant-exception-dialog";
import type { RiskRow } from "@/lib/analytics/signals/views";

/** Risk of one tenant on its own page, and what was done about it. */
export function RiskSection({ row, features }: { row: RiskRow | null; features: readonly FeatureChoice[] }) {
  if (row === null) return null;
  return (
    <section aria-labelledby="risk">
      <Title order={2} size="h3" mb="sm" id="risk">
        Risk and what was done
      </Title>
      <RiskCard row={row} features={features} named={false} />
    </section>
  );
}
