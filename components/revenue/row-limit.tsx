import { Text } from "@mantine/core";
import type { ReactNode } from "react";

/** Lines that a page shows of a long list; its file holds all. */
export const shownRows = 300;

/** Says that a list was cut, and where the rest is; null where it was not. */
export const rowLimit = (count: number): ReactNode =>
  count <= shownRows ? null : (
    <Text fz="sm" c="dimmed">
      The first {shownRows} of {count}; the CSV holds all.
    </Text>
  );
