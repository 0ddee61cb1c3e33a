"use client";

import { ActionIcon, Group, Tooltip } from "@mantine/core";
import { IconZoomIn, IconZoomOut } from "@tabler/icons-react";
import { type FrozenWindow, zoomIn, zoomOut } from "@/components/charts/zoom-window";
import { useUrlState } from "@/components/ui/use-url-state";

/** The twins of dragging over a figure: to the middle half of its window, and to twice of it. */
export function ZoomButtons({ from, to, title }: FrozenWindow & { title: string }) {
  const { set } = useUrlState();
  const go = (window: FrozenWindow | null) => {
    if (window) set({ ...window, range: null });
  };
  const closer = zoomIn({ from, to });
  return (
    <Group gap={4} wrap="nowrap">
      <Tooltip label="Zoom in">
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          aria-label={`Zoom in: ${title}`}
          disabled={closer === null}
          onClick={() => go(closer)}
        >
          <IconZoomIn size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Zoom out">
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          aria-label={`Zoom out: ${title}`}
          onClick={() => go(zoomOut({ from, to }, new Date()))}
        >
          <IconZoomOut size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
