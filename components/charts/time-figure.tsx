"use client";

import { BarChart, LineChart } from "@mantine/charts";
import { describeBuckets } from "@/components/charts/describe-bucket";
import type { TimeFigure as TimeFigureProps } from "@/components/charts/types";
import { describeNumber, describeShortNumber } from "@/components/ui/describe-units";

const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });

/** The drawn part, loaded when it is needed: the only module that brings the chart library to the browser. */
export function TimeFigure({ buckets, series, bucket, kind, height, percent: asPercent }: TimeFigureProps) {
  const labels = describeBuckets(
    buckets.map(({ at }) => at),
    bucket,
  );
  const shared = {
    h: height,
    data: buckets.map(({ values }, index) => ({ at: labels[index], ...values })),
    dataKey: "at",
    series: series.map(({ name, label, family }) => ({ name, label, color: `var(--chart-${family})` })),
    withLegend: false,
    valueFormatter: (value: number) => (asPercent ? percent.format(value) : describeNumber(value)),
    yAxisProps: {
      width: asPercent ? 56 : 48,
      tickFormatter: (value: number) => (asPercent ? percent.format(value) : describeShortNumber(value)),
      allowDecimals: asPercent,
    },
    xAxisProps: { minTickGap: 24 },
    tickLine: "none" as const,
    gridAxis: "x" as const,
  };
  // The figure is for the eye alone: its numbers stand in the sentence and the table, so nothing in it takes the focus.
  const seenOnly = { accessibilityLayer: false, margin: { top: 8, right: 8 } };
  if (kind === "lines") {
    return <LineChart {...shared} lineChartProps={seenOnly} curveType="linear" withDots={buckets.length < 40} />;
  }
  return (
    <BarChart
      {...shared}
      barChartProps={seenOnly}
      type="stacked"
      maxBarWidth={28}
      barProps={{ isAnimationActive: false, stroke: "var(--card-ground)", strokeWidth: 1 }}
    />
  );
}
