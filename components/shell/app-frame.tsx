"use client";

import { AppShell, Box, Burger, Group, NavLink, ScrollArea, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { Fragment, type ReactNode, useEffect } from "react";
import classes from "@/components/shell/app-frame.module.css";
import { AreaSwitch } from "@/components/shell/area-switch";
import { Brand } from "@/components/shell/brand";
import { matchNav, type NavItem } from "@/components/shell/nav";
import { navIcons } from "@/components/shell/nav-icons";
import { SchemeSwitch } from "@/components/shell/scheme-switch";
import { TenantSwitch } from "@/components/shell/tenant-switch";
import { useTenantHref } from "@/components/shell/use-tenant-href";
import { UserMenu } from "@/components/shell/user-menu";

export type AppFrameProps = {
  area: "admin" | "console" | "account";
  nav: readonly NavItem[];
  person: { name: string; email: string };
  /** Shows the switch between the operator's screens and the console, to people who are both. */
  staff: boolean;
  /** Tenants to choose from; the scope bar names the chosen one. */
  tenants: readonly { tenantId: string; tenantName: string }[];
  /** Ends the session in the browser, then leaves. */
  onSignOut: () => Promise<void>;
  children: ReactNode;
};

/** Rail, header and main region of every signed-in page. On phones the rail folds behind a burger. */
export function AppFrame({ area, nav, person, staff, tenants, onSignOut, children }: AppFrameProps) {
  const [opened, { toggle, close }] = useDisclosure(false);
  const pathname = usePathname();
  const tenantHref = useTenantHref();
  const current = matchNav(nav, pathname);
  // Going somewhere closes the drawer that led there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is the event.
  useEffect(close, [pathname]);
  return (
    <>
      <a href="#main" className={classes.skip}>
        Skip to content
      </a>
      <AppShell
        header={{ height: 52 }}
        navbar={{ width: 224, breakpoint: "sm", collapsed: { mobile: !opened } }}
        padding={{ base: "md", sm: "lg" }}
      >
        <AppShell.Header className={classes.bar}>
          <Group h="100%" px="md" gap="sm" wrap="nowrap" justify="space-between">
            <Group gap="sm" wrap="nowrap" miw={0}>
              <Burger
                opened={opened}
                onClick={toggle}
                hiddenFrom="sm"
                size="sm"
                aria-label={opened ? "Close navigation" : "Open navigation"}
                aria-expanded={opened}
              />
              <Brand href={area === "admin" ? "/admin" : "/console"} />
              {area === "console" ? <TenantSwitch tenants={tenants} /> : null}
              {area === "admin" ? (
                <Text fz="sm" c="dimmed" visibleFrom="xs">
                  Operator
                </Text>
              ) : null}
            </Group>
            <Group gap={4} wrap="nowrap">
              {staff && tenants.length > 0 ? <AreaSwitch area={area} /> : null}
              <SchemeSwitch />
              <UserMenu person={person} onSignOut={onSignOut} />
            </Group>
          </Group>
        </AppShell.Header>
        <AppShell.Navbar className={classes.bar} aria-label="Main">
          <AppShell.Section grow component={ScrollArea} p="xs">
            <Stack gap={2}>
              {nav.map((item, index) => {
                const Icon = navIcons[item.icon];
                const begins = item.group !== undefined && item.group !== nav[index - 1]?.group;
                return (
                  <Fragment key={item.href}>
                    {begins && (
                      <Text fz="xs" c="dimmed" fw={550} px="sm" pt="sm">
                        {item.group}
                      </Text>
                    )}
                    <NavLink
                      component={Link}
                      // Every page is drawn for its reader: fetching all of them ahead would cost more than it saves.
                      prefetch={false}
                      href={tenantHref(item.href)}
                      label={item.label}
                      leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
                      active={item === current}
                      aria-current={item === current ? "page" : undefined}
                      className={classes.link}
                    />
                  </Fragment>
                );
              })}
            </Stack>
          </AppShell.Section>
        </AppShell.Navbar>
        <AppShell.Main id="main" tabIndex={-1} className={classes.main}>
          <Box maw={1440} mx="auto">
            {children}
          </Box>
        </AppShell.Main>
      </AppShell>
    </>
  );
}
