import { Group, Paper, Stack, Text } from "@mantine/core";
import { IconCreditCard } from "@tabler/icons-react";
import { describeCard, isCardOver } from "@/components/invoices/describe-card";
import { describeCause } from "@/components/invoices/describe-cause";
import { RoleBadge } from "@/components/ui/role-badge";
import type { CardView } from "@/lib/billing/views";

/** Saved cards; which one is charged, and until when it is good by billing time. */
export function CardList({ cards, now }: { cards: readonly CardView[]; now: string }) {
  return (
    <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: "none" }}>
      {cards.map((card) => (
        <Paper key={card.id} component="li" withBorder p="sm">
          <Group gap="sm" justify="space-between">
            <Group gap="sm">
              <IconCreditCard size={18} aria-hidden />
              <Text component="span">{describeCard(card)}</Text>
              {card.isDefault && <RoleBadge role="info">is charged</RoleBadge>}
              {isCardOver(card, now) && <RoleBadge role="act">expired</RoleBadge>}
            </Group>
            <Text fz="sm" c="dimmed" component="span">
              {`good until ${String(card.expMonth).padStart(2, "0")}/${card.expYear}`}
            </Text>
          </Group>
          {card.lastCause !== null && (
            <Text fz="sm" c="dimmed" mt={4}>
              {`Last payment failed. ${describeCause(card.lastCause)}`}
            </Text>
          )}
        </Paper>
      ))}
    </Stack>
  );
}
