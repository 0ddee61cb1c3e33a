import { Box, Text } from "@mantine/core";
import type { ReactNode } from "react";

/** Something that will hurt if one goes on: a title and what exactly. */
export function Warning({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Box
      role="note"
      p="md"
      style={{
        background: "var(--role-warn-tint)",
        border: "1px solid var(--role-warn-text)",
        borderRadius: 8,
      }}
    >
      <Text fw={650} style={{ color: "var(--role-warn-text)" }}>
        {title}
      </Text>
      {children}
    </Box>
  );
}
