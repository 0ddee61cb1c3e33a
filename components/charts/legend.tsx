import { Group } from "@mantine/core";
import classes from "@/components/charts/legend.module.css";
import { PatternDefs } from "@/components/charts/pattern-defs";
import type { Series } from "@/components/charts/types";
import { usePatternIds } from "@/components/charts/use-pattern-ids";

/** Which mark is what, with colour and pattern. */
export function Legend({ series, compares }: { series: readonly Series[]; compares: boolean }) {
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
      {compares ? (
        <li>
          <svg width="18" height="14" aria-hidden className={classes.swatch}>
            <line x1="0" x2="18" y1="7" y2="7" stroke="var(--chart-allowed)" strokeDasharray="3 3" />
          </svg>
          Window before
        </li>
      ) : null}
    </Group>
  );
}
