"use client";

import { ActionIcon, Menu, Text } from "@mantine/core";
import { IconLogout, IconUserCircle } from "@tabler/icons-react";
import Link from "next/link";

type UserMenuProps = { person: { name: string; email: string }; onSignOut: () => Promise<void> };

/** Who is signed in, their account, and the way out. */
export function UserMenu({ person, onSignOut }: UserMenuProps) {
  return (
    <Menu position="bottom-end" width={240} withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={36} aria-label={`Account of ${person.name}`}>
          <IconUserCircle size={22} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Text component="div" px="sm" pt={6} fw={550} truncate>
          {person.name}
        </Text>
        <Text component="div" px="sm" pb={6} fz="xs" c="dimmed" truncate>
          {person.email}
        </Text>
        <Menu.Divider />
        <Menu.Item component={Link} href="/account" leftSection={<IconUserCircle size={16} aria-hidden />}>
          Account and sessions
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void onSignOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
