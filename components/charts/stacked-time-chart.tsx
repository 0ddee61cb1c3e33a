"use client";

import { Group, Paper, Skeleton, Text, Title, UnstyledButton } from "@mantine/core";
import dynamic from "next/dynamic";
import { type ReactNode, useId, useState } from "react";
import classes from "@/components/charts/stacked-time-chart.module.css";
import { TimeTable } from "@/components/charts/time-table";
import type { TimeFigure as TimeFigureProps } from "@/components/charts/types";

const TimeFigure = dynamic(() => import("@/components/charts/time-figure").then((module) => module.TimeFigure), {
  ssr: false,
  loading: () => <Skeleton height="100%" />,
});

type StackedTimeChartProps = Pick<TimeFigureProps, "buckets" | "series" | "bucket"> & {
  title: string;
  /** What the figure says, in one sentence with numbers: serves readers who do not see it. */
  sentence: ReactNode;
  kind?: TimeFigureProps["kind"];
  /** Values are shares between 0 and 1. */
  percent?: boolean;
  height?: number;
};

/** Counts or shares over time, stacked bars or lines. A table with the same numbers stands one click away. */
export function StackedTimeChart(props: StackedTimeChartProps) {
  const { title, sentence, buckets, series, bucket, kind = "bars", percent = false, height = 260 } = props;
  const [asTable, setAsTable] = useState(false);
  const headingId = useId();
  return (
    <Paper component="section" aria-labelledby={headingId}>
      <Group justify="space-between" align="baseline" gap="sm">
        <Title order={2} fz="lg" id={headingId}>
          {title}
        </Title>
        <UnstyledButton className={classes.switch} aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? "Show as chart" : "Show as table"}
        </UnstyledButton>
      </Group>
      <Text fz="sm" c="dimmed" mt={2} mb="sm" component="div">
        {sentence}
      </Text>
      {asTable ? (
        <TimeTable {...{ title, buckets, series, bucket, percent }} />
      ) : (
        <div aria-hidden className={classes.figure} style={{ height }}>
          <TimeFigure {...{ buckets, series, bucket, kind, height, percent }} />
        </div>
      )}
      <Group justify="space-between" gap="xs" mt={6}>
        <Text fz="xs" c="dimmed">
          Times in UTC
        </Text>
        {series.length > 1 && !asTable ? (
          <Group component="ul" gap="md" className={classes.legend}>
            {series.map(({ name, label, family }) => (
              <li key={name}>
                <span className={classes.swatch} style={{ background: `var(--chart-${family})` }} />
                {label}
              </li>
            ))}
          </Group>
        ) : null}
      </Group>
    </Paper>
  );
}
