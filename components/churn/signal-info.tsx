"use client";

import { ActionIcon, Popover, Stack, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import type { SignalCard } from "@/lib/analytics/signals/signal-cards.data";

/** How a signal is counted, from when on it speaks, and what it adds at most. */
export function SignalInfo({ card, most }: { card: SignalCard; most?: string | undefined }) {
  return (
    <Popover width={300} withArrow shadow="md">
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" size={24} aria-label={`How ${card.name} is counted`}>
          <IconInfoCircle size={16} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={6}>
          <Text fz="sm">{card.formula}</Text>
          <Text fz="sm">{card.thresholds}</Text>
          {most ? <Text fz="sm">{most}</Text> : null}
          <Text fz="sm" c="dimmed">
            {card.advice}
          </Text>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
