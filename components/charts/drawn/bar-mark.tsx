import type { TimeRow } from "@/components/charts/drawn/time-rows";
import type { Family } from "@/components/charts/families";

type Given = { x?: number; y?: number; width?: number; height?: number; payload?: TimeRow };

/** Draws one segment: a gap of a pixel around it, dashed and pale while in progress, hollow on few calls. */
export const barMark =
  (family: Family, fill: string) =>
  ({ x = 0, y = 0, width = 0, height = 0, payload }: Given) => {
    const top = height < 0 ? y + height : y;
    const size = Math.abs(height);
    if (size === 0 || width <= 0) return <g />;
    const isOpen = (payload?.elapsed ?? 1) < 1;
    return (
      <rect
        x={x + 0.5}
        y={top + 0.5}
        width={Math.max(1, width - 1)}
        height={Math.max(1, size - 1)}
        fill={payload?.few ? "var(--card-ground)" : fill}
        fillOpacity={isOpen ? 0.45 : 1}
        stroke={`var(--chart-${family})`}
        strokeWidth={isOpen || payload?.few ? 1.2 : 0.6}
        strokeDasharray={isOpen ? "3 2" : undefined}
      />
    );
  };
