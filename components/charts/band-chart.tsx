"use client";

import type { ReactNode } from "react";
import { FigureFrame } from "@/components/charts/figure-frame";
import { BandFigure } from "@/components/charts/lazy-figures";
import { tabulateBand } from "@/components/charts/tabulate-band";
import type { BandPoint, ChartStep } from "@/components/charts/types";

type BandChartProps = {
  title: string;
  /** What the figure says, in one sentence with numbers. */
  sentence: ReactNode;
  zone: string;
  step?: ChartStep | undefined;
  /** What is counted, as its axis and table say it: "calls". */
  unit: string;
  /** Values are minor units of this currency. */
  money?: string | undefined;
  points: readonly BandPoint[];
  /** A line across: what is included, or the tenant's own cap. */
  limit?: number | undefined;
  csvHref?: string | undefined;
  height?: number | undefined;
};

/** What was, and what is likely to come: the middle with a band in which eight of ten lie. */
export function BandChart(props: BandChartProps) {
  const { title, sentence, zone, step = "day", unit, money, points, limit, csvHref, height = 260 } = props;
  return (
    <FigureFrame
      {...{ title, sentence, zone, height, csvHref }}
      table={tabulateBand({ zone, step, unit, money, points, limit })}
      legend={[
        { name: "actual", label: `Used (${unit})`, family: "up" },
        ...(points.some(({ actual, mid }) => actual === null && mid !== null)
          ? [{ name: "mid", label: "Likely, with 8 of 10 cases", family: "up-more" as const }]
          : []),
      ]}
    >
      <BandFigure {...{ zone, step, unit, money, points, limit }} />
    </FigureFrame>
  );
}
