"use client";

import { Button, Group } from "@mantine/core";
import Link from "next/link";

type Tab = { href: string; label: string; isHere: boolean };

/** The parts of the churn pages. */
export function ChurnTabs({ tabs }: { tabs: readonly Tab[] }) {
  return (
    <Group component="nav" aria-label="Parts of churn" gap={6} mb="md">
      {tabs.map(({ href, label, isHere }) => (
        <Button
          key={href}
          component={Link}
          href={href}
          variant={isHere ? "light" : "default"}
          size="xs"
          aria-current={isHere ? "page" : undefined}
        >
          {label}
        </Button>
      ))}
    </Group>
  );
}
