import { Text, type TextProps } from "@mantine/core";
import type { ReactNode } from "react";

/** Ids, codes and amounts, exactly as sent. */
export function Mono({ children, ...text }: TextProps & { children: ReactNode }) {
  return (
    <Text component="span" ff="monospace" fz="xs" style={{ overflowWrap: "anywhere" }} {...text}>
      {children}
    </Text>
  );
}
