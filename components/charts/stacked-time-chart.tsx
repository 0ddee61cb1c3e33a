"use client";

import type { ReactNode } from "react";
import { FigureFrame } from "@/components/charts/figure-frame";
import { TimeFigure } from "@/components/charts/lazy-figures";
import { tabulateBuckets } from "@/components/charts/tabulate-buckets";
import type { Annotation, ChartBucket, ChartStep, Series } from "@/components/charts/types";
import { windowOf } from "@/components/charts/window-of";

type StackedTimeChartProps = {
  title: string;
  /** What the figure says, in one sentence with numbers. */
  sentence: ReactNode;
  zone: string;
  step: ChartStep;
  buckets: readonly ChartBucket[];
  series: readonly Series[];
  kind?: "bars" | "lines" | "step" | undefined;
  /** Values are shares between 0 and 1. */
  percent?: boolean | undefined;
  /** Values are minor units of this currency. */
  money?: string | undefined;
  height?: number | undefined;
  /** The same steps of the window before. */
  compare?: readonly Readonly<Record<string, number | null>>[] | undefined;
  annotations?: readonly Annotation[] | undefined;
  csvHref?: string | undefined;
  /** Dragging and two buttons narrow and widen the page's window. */
  zoom?: boolean | undefined;
};

/** Counts, shares or money over time: stacked bars, lines, or steps for limits. */
export function StackedTimeChart(props: StackedTimeChartProps) {
  const { title, sentence, zone, step, buckets, series, kind = "bars", percent, money, height = 260 } = props;
  const { compare, annotations, csvHref, zoom = false } = props;
  const isBars = kind === "bars";
  const only = series.length === 1 ? series[0] : undefined;
  const isEmpty = [...buckets.map(({ values }) => values), ...(compare ?? [])].every((values) =>
    series.every(({ name }) => !values[name]),
  );
  const drawn = { zone, step, buckets, series, percent, money, compare };
  return (
    <FigureFrame
      {...{ title, sentence, zone, height, csvHref, annotations }}
      table={tabulateBuckets(drawn)}
      legend={series}
      before={
        compare && {
          label: isBars ? "Window before, in sum" : "Window before",
          family: isBars || !only ? "allowed" : only.family,
        }
      }
      isEmpty={isEmpty}
      window={zoom ? windowOf(buckets) : undefined}
      elapsed={buckets.at(-1)?.elapsed}
    >
      <TimeFigure {...drawn} {...{ kind, annotations, zoom }} isLow={height < 200} />
    </FigureFrame>
  );
}
