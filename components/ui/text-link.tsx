"use client";

import { Anchor, type AnchorProps } from "@mantine/core";
import Link from "next/link";
import type { ReactNode } from "react";

/** A link inside the portal that server parts may draw too: a component cannot be handed from there to Mantine. */
export function TextLink({
  children,
  ...anchor
}: AnchorProps & {
  href: string;
  children: ReactNode;
  "aria-label"?: string;
  "aria-current"?: "true" | undefined;
  /** False: the page stays where it is read, as for a switch of a table. */
  scroll?: boolean;
}) {
  return (
    <Anchor component={Link} inherit={anchor.fz === undefined && anchor.size === undefined} {...anchor}>
      {children}
    </Anchor>
  );
}
