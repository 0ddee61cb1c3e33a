"use client";

import type { ReactNode } from "react";
import { describeLength } from "@/components/charts/describe-length";
import { describeValue } from "@/components/charts/describe-value";
import { FigureFrame } from "@/components/charts/figure-frame";
import { SurvivalFigure } from "@/components/charts/lazy-figures";
import type { SurvivalPoint } from "@/components/charts/types";
import { describeNumber } from "@/components/ui/describe-units";

type SurvivalChartProps = {
  title: string;
  /** What the figure says, in one sentence with numbers. */
  sentence: ReactNode;
  points: readonly SurvivalPoint[];
  /** How many it rests on. */
  atRisk: number;
  csvHref?: string | undefined;
  height?: number | undefined;
};

/** The share that is still open, by the time since it began (Kaplan–Meier): steps, since nothing happens in between. */
export function SurvivalChart({ title, sentence, points, atRisk, csvHref, height = 220 }: SurvivalChartProps) {
  const share = (value: number | undefined) => ({
    shown: describeValue(value, { percent: true }),
    value: value ?? null,
  });
  const hasBand = points.some(({ low, high }) => low !== undefined && high !== undefined);
  return (
    <FigureFrame
      {...{ title, height, csvHref }}
      sentence={
        <>
          {sentence} n = {describeNumber(atRisk)}.
        </>
      }
      zone={null}
      table={{
        headers: ["After", "Still open", ...(hasBand ? ["Low (95%)", "High (95%)"] : [])],
        rows: points.map((point, at) => ({
          key: `${point.afterMs} ${at}`,
          cells: [
            { shown: describeLength(point.afterMs), value: point.afterMs / 1000 },
            share(point.share),
            ...(hasBand ? [share(point.low), share(point.high)] : []),
          ],
        })),
      }}
    >
      <SurvivalFigure points={points} />
    </FigureFrame>
  );
}
