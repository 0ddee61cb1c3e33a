import { Group } from "@mantine/core";
import { ContactDialog } from "@/components/churn/contact-dialog";
import { ExtendGraceDialog } from "@/components/churn/extend-grace-dialog";
import { GrantCreditsDialog } from "@/components/tenants/grant-credits-dialog";
import { type FeatureChoice, GrantExceptionDialog } from "@/components/tenants/grant-exception-dialog";
import type { SignalAct } from "@/lib/analytics/signals/signal-cards.data";
import type { ExpansionId, SignalId } from "@/lib/analytics/signals/types";
import type { RiskRow } from "@/lib/analytics/signals/views";

type Props = {
  row: RiskRow;
  features: readonly FeatureChoice[];
  acts: readonly SignalAct[];
  about: SignalId | ExpansionId | null;
  aboutName?: string;
};

/** The buttons of what helps: each does it right here and is remembered. */
export function TenantActs({ row, features, acts, about, aboutName }: Props) {
  const { tenantId, tenantName, timeZone, contacts } = row;
  const feature = row.refusedFeatureId === null ? {} : { featureId: row.refusedFeatureId };
  return (
    <Group gap={6}>
      {acts.map((act) => {
        if (act === "contact") {
          return (
            <ContactDialog
              key={act}
              {...{ tenantId, tenantName, contacts, about }}
              {...(aboutName ? { aboutName } : {})}
            />
          );
        }
        if (act === "grant_credits") {
          return <GrantCreditsDialog key={act} {...{ tenantId, tenantName, timeZone }} size="xs" />;
        }
        if (act === "extend_grace") return <ExtendGraceDialog key={act} {...{ tenantId, tenantName }} />;
        return <GrantExceptionDialog key={act} {...{ tenantId, tenantName, features, ...feature }} size="xs" />;
      })}
    </Group>
  );
}
