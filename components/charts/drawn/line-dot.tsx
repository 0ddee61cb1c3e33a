import type { TimeRow } from "@/components/charts/drawn/time-rows";
import type { Series } from "@/components/charts/types";

type Given = { cx?: number; cy?: number; index?: number; payload?: TimeRow };

/** Marks points that a line alone would hide: those between gaps, and hollow those on few calls. */
export const lineDot =
  ({ name, family }: Series, rows: readonly TimeRow[], always: boolean) =>
  ({ cx, cy, index = 0, payload }: Given) => {
    const key = `${name} ${index}`;
    if (cx === undefined || cy === undefined || cy === null || payload?.[name] === null) return <g key={key} />;
    const isAlone = (rows[index - 1]?.[name] ?? null) === null && (rows[index + 1]?.[name] ?? null) === null;
    const few = payload?.few === true;
    if (!few && !isAlone && !always) return <g key={key} />;
    return (
      <circle
        key={key}
        cx={cx}
        cy={cy}
        r={3}
        fill={few ? "var(--card-ground)" : `var(--chart-${family})`}
        stroke={`var(--chart-${family})`}
        strokeWidth={1.5}
      />
    );
  };
