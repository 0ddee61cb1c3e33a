"use client";

import { Button } from "@mantine/core";
import { IconArrowsExchange } from "@tabler/icons-react";
import Link from "next/link";

/** For people who are staff and members: the two areas never share a page. */
export function AreaSwitch({ area }: { area: "admin" | "console" | "account" }) {
  const [href, label] = area === "admin" ? ["/console", "Console"] : ["/admin", "Admin"];
  return (
    <Button
      component={Link}
      href={href}
      variant="default"
      size="xs"
      leftSection={<IconArrowsExchange size={14} aria-hidden />}
    >
      {label}
    </Button>
  );
}
