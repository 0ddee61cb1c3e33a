import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { SignalInfo } from "@/components/churn/signal-info";
import { familyCaps } from "@/lib/analytics/signals/score-risk";
import { expansionCards, familyNames, riskCards } from "@/lib/analytics/signals/signal-cards.data";
import type { Expansion, Firing } from "@/lib/analytics/signals/types";

/** One signal that speaks: what it adds, its name with how it is counted, the sentence, and what helps. */
export function SignalLine({ firing, acts }: { firing: Firing; acts?: ReactNode }) {
  const card = riskCards[firing.id];
  const family = familyNames[firing.family];
  return (
    <Group component="li" justify="space-between" gap="xs" align="flex-start">
      <Group gap={6} flex="1 1 320px" align="flex-start" wrap="nowrap">
        <Text fz="sm" fw={650} w={30} ta="right" style={{ fontVariantNumeric: "tabular-nums", flexShrink: 0 }}>
          +{firing.adds}
        </Text>
        <SignalInfo
          card={card}
          most={`Adds ${firing.points} points at most; ${family} counts ${familyCaps[firing.family]} together.`}
        />
        <Text fz="sm" component="div">
          <Text span fw={550}>
            {card.name}.
          </Text>{" "}
          {firing.sentence}
        </Text>
      </Group>
      {acts}
    </Group>
  );
}

/** One sign of wanting more. */
export function ExpansionLine({ expansion, acts }: { expansion: Expansion; acts?: ReactNode }) {
  const card = expansionCards[expansion.id];
  return (
    <Group component="li" justify="space-between" gap="xs" align="flex-start">
      <Group gap={6} flex="1 1 320px" align="flex-start" wrap="nowrap">
        <SignalInfo card={card} />
        <Text fz="sm" component="div">
          <Text span fw={550}>
            {card.name}.
          </Text>{" "}
          {expansion.sentence}
        </Text>
      </Group>
      {acts}
    </Group>
  );
}
