"use client";

import type { ReactNode } from "react";
import { FigureFrame } from "@/components/charts/figure-frame";
import { TimeFigure } from "@/components/charts/lazy-figures";
import { tabulateBuckets } from "@/components/charts/tabulate-buckets";
import type { Annotation, ChartBucket, ChartStep, Series } from "@/components/charts/types";

type MovementChartProps = {
  title: string;
  /** What the figure says, in one sentence with numbers. */
  sentence: ReactNode;
  zone: string;
  step?: ChartStep | undefined;
  /** Values are minor units of it. */
  currency: string;
  buckets: readonly ChartBucket[];
  /** Drawn above the zero line. */
  up: readonly Series[];
  /** Drawn below it, whatever sign their values have. */
  down: readonly Series[];
  annotations?: readonly Annotation[] | undefined;
  csvHref?: string | undefined;
  height?: number | undefined;
};

/** What came and what went, around the zero line. */
export function MovementChart(props: MovementChartProps) {
  const {
    title,
    sentence,
    zone,
    step = "day",
    currency,
    buckets,
    up,
    down,
    annotations,
    csvHref,
    height = 260,
  } = props;
  const signs: Record<string, 1 | -1> = {};
  for (const { name } of up) signs[name] = 1;
  for (const { name } of down) signs[name] = -1;
  const drawn = { zone, step, buckets, series: [...up, ...down], money: currency, signs };
  return (
    <FigureFrame
      {...{ title, sentence, zone, height, csvHref, annotations }}
      table={tabulateBuckets(drawn)}
      legend={drawn.series}
      elapsed={buckets.at(-1)?.elapsed}
    >
      <TimeFigure {...drawn} kind="bars" annotations={annotations} />
    </FigureFrame>
  );
}
