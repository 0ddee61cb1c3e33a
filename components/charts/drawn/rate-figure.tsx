"use client";

import { useId, useMemo } from "react";
import { Area, Bar, ComposedChart, Line, ReferenceArea, ResponsiveContainer, Tooltip, YAxis } from "recharts";
import { describeStart } from "@/components/charts/describe-step";
import { describeAxisValue, describeValue } from "@/components/charts/describe-value";
import { AnnotationMarks } from "@/components/charts/drawn/annotation-marks";
import { barMark } from "@/components/charts/drawn/bar-mark";
import { hollowDot, lineDot } from "@/components/charts/drawn/line-dot";
import { type RateRow, rateRows, rateTop } from "@/components/charts/drawn/rate-rows";
import { TimeAxis } from "@/components/charts/drawn/time-axis";
import { TimeTooltip } from "@/components/charts/drawn/time-tooltip";
import { useDragZoom } from "@/components/charts/drawn/use-drag-zoom";
import { evenTicks } from "@/components/charts/even-ticks";
import { PatternDefs } from "@/components/charts/pattern-defs";
import type { Annotation, ChartStep, RateBucket } from "@/components/charts/types";
import { usePatternIds } from "@/components/charts/use-pattern-ids";

type RateFigureProps = {
  zone: string;
  step: ChartStep;
  buckets: readonly RateBucket[];
  compare?: readonly (number | null)[] | undefined;
  annotations?: readonly Annotation[] | undefined;
  zoom: boolean;
};

const line = { type: "linear", connectNulls: false, isAnimationActive: false, activeDot: false } as const;

/** Panels that share one axis of time: the rate with its band, the volume beneath it, and caps apart. */
export function RateFigure({ zone, step, buckets, compare, annotations = [], zoom }: RateFigureProps) {
  const syncId = useId();
  const fill = usePatternIds();
  const rows = useMemo(() => rateRows(buckets, compare), [buckets, compare]);
  const { dragged, handlers } = useDragZoom(buckets, zoom);
  const hasCaps = buckets.some(({ caps = 0 }) => caps > 0);
  const top = rateTop(buckets);
  const shared = { data: rows, syncId, accessibilityLayer: false, ...handlers };
  const right = { left: 0, right: 8 };
  const drag = dragged ? (
    <ReferenceArea x1={dragged.from} x2={dragged.to} fill="var(--chart-up)" fillOpacity={0.15} />
  ) : null;
  const tooltip = (
    <Tooltip
      isAnimationActive={false}
      content={({ active, payload }) => {
        const row = payload?.[0]?.payload as RateRow | undefined;
        return active && row ? (
          <RateTooltip row={row} head={`${describeStart(row.start, step, zone)} ${zone}`} />
        ) : null;
      }}
    />
  );
  return (
    <>
      <ResponsiveContainer width="100%" height={hasCaps ? "55%" : "68%"}>
        <ComposedChart {...shared} margin={{ ...right, top: annotations.length > 0 ? 20 : 8, bottom: 0 }}>
          {TimeAxis({ zone, step, steps: buckets, isHidden: true })}
          <YAxis
            width={52}
            tickLine={false}
            axisLine={false}
            domain={[0, top]}
            ticks={evenTicks(top)}
            allowDataOverflow
            tickFormatter={(value: number) => describeAxisValue(value, { percent: true })}
          />
          {tooltip}
          <Area {...line} dataKey="band" stroke="none" fill="var(--chart-quota)" fillOpacity={0.16} />
          {compare ? (
            <Line {...line} dataKey="before" stroke="var(--chart-quota)" strokeDasharray="4 3" dot={false} />
          ) : null}
          <Line
            {...line}
            dataKey="closed"
            stroke="var(--chart-quota)"
            strokeWidth={2}
            dot={lineDot("closed", "quota", rows)}
          />
          <Line
            {...line}
            dataKey="open"
            stroke="var(--chart-quota)"
            strokeWidth={2}
            strokeDasharray="3 3"
            dot={lineDot("open", "quota", rows)}
          />
          <Line
            {...line}
            dataKey={({ hollow }: RateRow) => (typeof hollow === "number" ? Math.min(hollow, top) : null)}
            stroke="none"
            dot={hollowDot("hollow", "quota")}
          />
          {AnnotationMarks({ annotations, steps: buckets })}
          {drag}
        </ComposedChart>
      </ResponsiveContainer>
      <ResponsiveContainer width="100%" height={hasCaps ? "23%" : "32%"}>
        <ComposedChart
          {...shared}
          margin={{ ...right, top: 4, bottom: 0 }}
          barCategoryGap={buckets.length > 60 ? 0 : "12%"}
        >
          {TimeAxis({ zone, step, steps: buckets, isHidden: hasCaps })}
          <CountAxis />
          <Tooltip content={() => null} isAnimationActive={false} />
          <Bar
            dataKey="volume"
            isAnimationActive={false}
            maxBarSize={28}
            shape={barMark("allowed", "var(--chart-volume)")}
          />
          {drag}
        </ComposedChart>
      </ResponsiveContainer>
      {hasCaps ? (
        <ResponsiveContainer width="100%" height="22%">
          <ComposedChart
            {...shared}
            margin={{ ...right, top: 4, bottom: 0 }}
            barCategoryGap={buckets.length > 60 ? 0 : "12%"}
          >
            <PatternDefs families={["caps"]} fill={fill} />
            {TimeAxis({ zone, step, steps: buckets })}
            <CountAxis />
            <Tooltip content={() => null} isAnimationActive={false} />
            <Bar dataKey="caps" isAnimationActive={false} maxBarSize={28} shape={barMark("caps", fill("caps"))} />
            {drag}
          </ComposedChart>
        </ResponsiveContainer>
      ) : null}
    </>
  );
}

function CountAxis() {
  return (
    <YAxis
      width={52}
      tickLine={false}
      axisLine={false}
      tickCount={3}
      allowDecimals={false}
      tickFormatter={(value: number) => describeAxisValue(value, {})}
    />
  );
}

function RateTooltip({ row, head }: { row: RateRow; head: string }) {
  const percent = (value: number | null | undefined) => describeValue(value, { percent: true });
  const band = row.low === null || row.high === null ? "" : ` (${percent(row.low)} – ${percent(row.high)})`;
  const rate =
    row.few && row.rate !== null ? `${Math.round(row.rate * row.n)} of ${row.n}` : `${percent(row.rate)}${band}`;
  return (
    <TimeTooltip
      head={head}
      elapsed={row.elapsed}
      lines={[
        { name: "rate", label: "Rate", family: "quota", shown: rate },
        ...(row.before === undefined
          ? []
          : [{ name: "before", label: "Before", family: "quota", shown: percent(row.before) }]),
        { name: "volume", label: "Let through", family: "allowed", shown: describeValue(row.volume, {}) },
        ...(row.caps === undefined
          ? []
          : [{ name: "caps", label: "Own caps", family: "caps", shown: describeValue(row.caps, {}) }]),
      ]}
    />
  );
}
