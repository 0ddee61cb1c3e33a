import { Card, SimpleGrid, Text, Title } from "@mantine/core";
import { money } from "@/components/billing/describe-money";
import { LeaveButton } from "@/components/billing/leave-button";
import { describeCredits } from "@/components/ui/describe-credits";
import { memberPath } from "@/lib/billing/client/queries";
import type { CreditPackView } from "@/lib/billing/views";

type Props = {
  tenantId: string;
  packs: readonly CreditPackView[];
  mayBuy: boolean;
  fromRequestId: string | null;
};

/** Packs of prepaid credits on sale; paying happens on the provider's page. */
export function PackList({ tenantId, packs, mayBuy, fromRequestId }: Props) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="md">
      {packs.map((pack) => (
        <Card key={pack.id} withBorder component="article" aria-labelledby={pack.id}>
          <Title order={3} size="h4" id={pack.id}>
            {pack.name}
          </Title>
          <Text fw={650} fz="lg" style={{ fontVariantNumeric: "tabular-nums" }}>
            {money(pack.price)}
          </Text>
          <Text fz="sm" c="dimmed" mb="sm">
            {`${describeCredits(pack.credits)} credits, `}
            {pack.expiresAfterDays === null ? "kept until used." : `good for ${pack.expiresAfterDays} days.`}
          </Text>
          {mayBuy && (
            <LeaveButton
              path={memberPath(tenantId, "checkout/credits")}
              body={{ creditPackId: pack.id, ...(fromRequestId === null ? {} : { fromRequestId }) }}
              label={`Buy ${pack.name}`}
              variant="default"
            >
              Buy
            </LeaveButton>
          )}
        </Card>
      ))}
    </SimpleGrid>
  );
}
