"use client";

import type { ReactNode } from "react";
import { FigureFrame } from "@/components/charts/figure-frame";
import { RateFigure } from "@/components/charts/lazy-figures";
import { tabulateRates } from "@/components/charts/tabulate-rates";
import type { Annotation, ChartStep, RateBucket } from "@/components/charts/types";
import { windowOf } from "@/components/charts/window-of";

type RateChartProps = {
  title: string;
  /** What the figure says, in one sentence with numbers. */
  sentence: ReactNode;
  zone: string;
  step: ChartStep;
  buckets: readonly RateBucket[];
  /** The rate of the same steps of the window before. */
  compare?: readonly (number | null)[] | undefined;
  annotations?: readonly Annotation[] | undefined;
  csvHref?: string | undefined;
  zoom?: boolean | undefined;
};

/** A rate with its interval, beneath it the calls let through, and calls refused by tenants' own caps apart. */
export function RateChart(props: RateChartProps) {
  const { title, sentence, zone, step, buckets, compare, annotations, csvHref, zoom = false } = props;
  const hasCaps = buckets.some(({ caps = 0 }) => caps > 0);
  return (
    <FigureFrame
      {...{ title, sentence, zone, csvHref, annotations }}
      height={hasCaps ? 400 : 320}
      table={tabulateRates({ zone, step, buckets, compare })}
      legend={[
        { name: "rate", label: "402 rate, with the interval of 95%", family: "quota" },
        { name: "volume", label: "Calls let through", family: "allowed" },
        ...(hasCaps ? [{ name: "caps", label: "Refused by a tenant's own cap", family: "caps" as const }] : []),
      ]}
      before={compare && { label: "402 rate of the window before", family: "quota" }}
      window={zoom ? windowOf(buckets) : undefined}
      elapsed={buckets.at(-1)?.elapsed}
    >
      <RateFigure {...{ zone, step, buckets, compare, annotations, zoom }} />
    </FigureFrame>
  );
}
