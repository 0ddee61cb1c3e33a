import { Badge } from "@mantine/core";
import type { ReactNode } from "react";
import type { Role } from "@/theme";

/** A word on its role's tint: ok (open), warn (soon), act (a person must act), info (live), calm (past, off). */
export function RoleBadge({ role, icon, children }: { role: Role; icon?: ReactNode; children: ReactNode }) {
  const style = {
    flexShrink: 0,
    minWidth: "fit-content",
    backgroundColor: `var(--role-${role}-tint)`,
    color: `var(--role-${role}-text)`,
    border: "1px solid color-mix(in srgb, currentColor 30%, transparent)",
  };
  return (
    <Badge variant="light" size="md" leftSection={icon} style={style}>
      {children}
    </Badge>
  );
}
