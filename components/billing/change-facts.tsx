import { Card, Divider, Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { describePrice, money } from "@/components/billing/describe-money";
import { Time } from "@/components/ui/time";
import type { ChangePreview } from "@/lib/billing/views";

/** From, to, charge of today line by line, and the price from then on. */
export function ChangeFacts({ preview }: { preview: ChangePreview }) {
  const { fromPlanName, toPlanName, chargeNow, overageNow, lines, effectiveAt, price, interval } = preview;
  const isCredit = chargeNow !== null && chargeNow.amountMinor < 0;
  return (
    <Card component="section" aria-labelledby="change-facts">
      <Title order={2} size="h3" id="change-facts">
        {`${fromPlanName ?? "No plan"} → ${toPlanName ?? "no plan"}`}
      </Title>
      <Stack gap={6} mt="sm">
        <Fact name={isCredit ? "Credited today" : "Charged today"}>
          <Text fw={650} fz="lg" component="span" style={{ fontVariantNumeric: "tabular-nums" }}>
            {chargeNow === null ? "nothing" : money({ ...chargeNow, amountMinor: Math.abs(chargeNow.amountMinor) })}
          </Text>
        </Fact>
        {lines
          .filter((line) => line.amount.amountMinor !== 0)
          .map((line) => (
            <Fact
              key={`${line.description}:${line.periodStart}:${line.amount.amountMinor}`}
              name={line.description}
              isQuiet
            >
              {money(line.amount)}
            </Fact>
          ))}
        {overageNow !== null && overageNow.amountMinor !== 0 && (
          <Fact name="Of that, use beyond the included units of this period" isQuiet>
            {money(overageNow)}
          </Fact>
        )}
        <Divider my={4} />
        <Fact name="In force">
          {preview.kind === "upgrade" ? (
            "within seconds of the payment; what was used stays used"
          ) : (
            <Time at={effectiveAt} form="moment" />
          )}
        </Fact>
        {price !== null && interval !== null && <Fact name="Price from then on">{describePrice(price, interval)}</Fact>}
      </Stack>
    </Card>
  );
}

function Fact({ name, isQuiet, children }: { name: string; isQuiet?: boolean; children: ReactNode }) {
  return (
    <Group justify="space-between" gap="md" wrap="nowrap" align="baseline">
      <Text fz="sm" {...(isQuiet ? { c: "dimmed", pl: "md" } : {})}>
        {name}
      </Text>
      <Text fz="sm" ta="right" component="div" style={{ fontVariantNumeric: "tabular-nums" }}>
        {children}
      </Text>
    </Group>
  );
}
