import { Group } from "@mantine/core";
import { LinkButton } from "@/components/ui/link-button";

const tabs = [
  { name: "movement", href: "/admin/revenue", label: "Movement" },
  { name: "recovery", href: "/admin/revenue/recovery", label: "Recovery" },
] as const;

/** The pages about money; window, zone and currency go along. */
export function RevenueTabs({ active, query }: { active: (typeof tabs)[number]["name"]; query: string }) {
  return (
    <Group component="nav" aria-label="Revenue" gap="xs">
      {tabs.map(({ name, href, label }) => (
        <LinkButton
          key={name}
          href={query ? `${href}?${query}` : href}
          variant={name === active ? "filled" : "default"}
          aria-current={name === active ? "page" : undefined}
        >
          {label}
        </LinkButton>
      ))}
    </Group>
  );
}
