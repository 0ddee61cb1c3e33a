"use client";

import { Button, type ButtonProps } from "@mantine/core";
import Link from "next/link";
import type { ReactNode } from "react";

/** A link inside the portal that looks like a button; server parts may draw it too. */
export function LinkButton({ children, ...button }: ButtonProps & { href: string; children: ReactNode }) {
  return (
    <Button component={Link} {...button}>
      {children}
    </Button>
  );
}
