"use client";

import { ActionIcon, Anchor, Group, Paper, Popover, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import Link from "next/link";
import type { ReactNode } from "react";

type StatTileProps = {
  label: string;
  value: ReactNode;
  /** The rows that make the number, with the same filters. */
  href?: string;
  /** Formula, denominator and rules of the number. */
  formula: string;
  /** A small line below: denominator, comparison, as-of. */
  note?: ReactNode;
};

/** One number that leads to its rows and explains itself. */
export function StatTile({ label, value, href, formula, note }: StatTileProps) {
  const number = (
    <Text component="span" fz={24} fw={650} lh={1.3} style={{ fontVariantNumeric: "tabular-nums" }}>
      {value}
    </Text>
  );
  return (
    <Paper>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <Text fz="sm" c="dimmed">
          {label}
        </Text>
        <Popover width={280} withArrow shadow="md">
          <Popover.Target>
            <ActionIcon variant="subtle" color="gray" size={24} aria-label={`How ${label} is counted`}>
              <IconInfoCircle size={16} aria-hidden />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown>
            <Text fz="sm">{formula}</Text>
          </Popover.Dropdown>
        </Popover>
      </Group>
      {href ? (
        <Anchor component={Link} href={href} prefetch={false} c="inherit" underline="hover">
          {number}
        </Anchor>
      ) : (
        number
      )}
      {note ? (
        <Text fz="xs" c="dimmed" component="div">
          {note}
        </Text>
      ) : null}
    </Paper>
  );
}
