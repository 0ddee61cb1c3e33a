"use client";

import { useMemo } from "react";
import { Area, ComposedChart, Line, ReferenceLine, ResponsiveContainer, Tooltip, YAxis } from "recharts";
import { describeStart } from "@/components/charts/describe-step";
import { describeAxisValue, describeValue } from "@/components/charts/describe-value";
import { TimeAxis } from "@/components/charts/drawn/time-axis";
import { TimeTooltip } from "@/components/charts/drawn/time-tooltip";
import { evenTicks } from "@/components/charts/even-ticks";
import type { BandPoint, ChartStep } from "@/components/charts/types";

type BandFigureProps = {
  zone: string;
  step: ChartStep;
  unit: string;
  money?: string | undefined;
  points: readonly BandPoint[];
  limit?: number | undefined;
};

const line = { type: "linear", connectNulls: false, isAnimationActive: false, activeDot: false, dot: false } as const;

/** The band is the area between its ends, never a stack. */
export function BandFigure({ zone, step, unit, money, points, limit }: BandFigureProps) {
  const rows = useMemo(
    () =>
      points.map((point) => ({
        ...point,
        start: point.at,
        band: point.low === null || point.high === null ? null : [point.low, point.high],
      })),
    [points],
  );
  const steps = useMemo(() => points.map(({ at }) => ({ start: at, end: at })), [points]);
  const say = (value: number | null) => describeValue(value, { money });
  const top = Math.max(
    limit ?? 0,
    ...points.map(({ actual, high, mid }) => Math.max(actual ?? 0, high ?? 0, mid ?? 0)),
  );
  const ticks = evenTicks(top, money === undefined);
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={rows} accessibilityLayer={false} margin={{ top: 16, right: 8, bottom: 0, left: 0 }}>
        {TimeAxis({ zone, step, steps })}
        <YAxis
          width={money ? 64 : 52}
          tickLine={false}
          axisLine={false}
          allowDecimals={money !== undefined}
          domain={[0, ticks.at(-1) ?? 1]}
          ticks={ticks}
          tickFormatter={(value: number) => describeAxisValue(value, { money })}
        />
        <Tooltip
          isAnimationActive={false}
          content={({ active, payload }) => {
            const row = payload?.[0]?.payload as (typeof rows)[number] | undefined;
            if (!active || !row) return null;
            const likely = `${say(row.mid)} (${say(row.low)} – ${say(row.high)})`;
            return (
              <TimeTooltip
                head={`${describeStart(row.at, step, zone)} ${zone}`}
                elapsed={1}
                lines={[
                  ...(row.actual === null
                    ? []
                    : [{ name: "actual", label: `Used (${unit})`, family: "up", shown: say(row.actual) }]),
                  ...(row.mid === null ? [] : [{ name: "mid", label: "Likely", family: "up-more", shown: likely }]),
                ]}
              />
            );
          }}
        />
        <Area {...line} dataKey="band" stroke="none" fill="var(--chart-up)" fillOpacity={0.18} />
        <Line {...line} dataKey="mid" stroke="var(--chart-up-more)" strokeWidth={2} strokeDasharray="5 4" />
        <Line {...line} dataKey="actual" stroke="var(--chart-up)" strokeWidth={2} />
        {limit === undefined ? null : (
          <ReferenceLine
            y={limit}
            stroke="var(--chart-down)"
            strokeDasharray="6 3"
            label={{
              value: `Limit ${say(limit)}`,
              // Where the line begins, what is used is still far below it; the rim keeps it readable where it is not.
              position: "insideBottomLeft",
              fontSize: 12,
              stroke: "var(--card-ground)",
              strokeWidth: 3,
              paintOrder: "stroke",
            }}
          />
        )}
      </ComposedChart>
    </ResponsiveContainer>
  );
}
