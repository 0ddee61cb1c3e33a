import { Group } from "@mantine/core";
import type { Family } from "@/components/charts/families";
import classes from "@/components/charts/legend.module.css";
import { PatternDefs } from "@/components/charts/pattern-defs";
import type { Series } from "@/components/charts/types";
import { usePatternIds } from "@/components/charts/use-pattern-ids";

/** The line of the window before: its words, and its colour where it has one of its own. */
export type Before = { label: string; family: Family };

/** Which mark is what, with colour and pattern. */
export function Legend({ series, before }: { series: readonly Series[]; before: Before | undefined }) {
  const fill = usePatternIds();
  return (
    <Group component="ul" gap="md" className={classes.legend}>
      {series.map(({ name, label, family }) => (
        <li key={name}>
          <svg width="14" height="14" aria-hidden className={classes.swatch}>
            <PatternDefs families={[family]} fill={fill} />
            <rect width="14" height="14" rx="2" fill={fill(family)} stroke={`var(--chart-${family})`} />
          </svg>
          {label}
        </li>
      ))}
      {before ? (
        <li>
          <svg width="18" height="14" aria-hidden className={classes.swatch}>
            <line
              x1="0"
              x2="18"
              y1="7"
              y2="7"
              stroke={`var(--chart-${before.family})`}
              strokeWidth="1.5"
              strokeDasharray="4 3"
            />
          </svg>
          {before.label}
        </li>
      ) : null}
    </Group>
  );
}
