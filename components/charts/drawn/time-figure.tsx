"use client";

import { useMemo } from "react";
import { Bar, ComposedChart, Line, ReferenceArea, ReferenceLine, ResponsiveContainer, Tooltip, YAxis } from "recharts";
import { describeStart } from "@/components/charts/describe-step";
import { describeAxisValue, describeValue, type Measure } from "@/components/charts/describe-value";
import { AnnotationMarks } from "@/components/charts/drawn/annotation-marks";
import { barMark } from "@/components/charts/drawn/bar-mark";
import { hollowDot, lineDot } from "@/components/charts/drawn/line-dot";
import { TimeAxis } from "@/components/charts/drawn/time-axis";
import { axisEnds, axisTop, type TimeRow, timeRows } from "@/components/charts/drawn/time-rows";
import { TimeTooltip } from "@/components/charts/drawn/time-tooltip";
import { useDragZoom } from "@/components/charts/drawn/use-drag-zoom";
import { evenTicks } from "@/components/charts/even-ticks";
import { PatternDefs } from "@/components/charts/pattern-defs";
import type { Annotation, ChartBucket, ChartStep, Series } from "@/components/charts/types";
import { usePatternIds } from "@/components/charts/use-pattern-ids";

export type TimeFigureProps = Measure & {
  zone: string;
  step: ChartStep;
  buckets: readonly ChartBucket[];
  series: readonly Series[];
  kind: "bars" | "lines" | "step";
  compare?: readonly Readonly<Record<string, number | null>>[] | undefined;
  annotations?: readonly Annotation[] | undefined;
  zoom?: boolean | undefined;
  /** Series told on one side of zero, whatever sign they are given with. */
  signs?: Readonly<Record<string, 1 | -1>> | undefined;
  syncId?: string | undefined;
  /** A low figure has room for few marks of its axis. */
  isLow?: boolean | undefined;
};

/** Counts, shares or money over time. For the eye alone: its numbers stand in the sentence and the table. */
export function TimeFigure(props: TimeFigureProps) {
  const { zone, step, buckets, series, kind, percent, money, compare, annotations = [], zoom = false, signs } = props;
  const fill = usePatternIds();
  const rows = useMemo(
    () => timeRows({ buckets, series, compare, percent, signs }),
    [buckets, series, compare, percent, signs],
  );
  const { dragged, handlers } = useDragZoom(buckets, zoom);
  const isBars = kind === "bars";
  const top = axisTop(rows, series, isBars);
  const [bottom, most] = axisEnds(rows, series, isBars);
  const ticks = evenTicks(top ?? most, !percent, bottom, props.isLow ? 3 : 5);
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart
        data={rows}
        accessibilityLayer={false}
        margin={{ top: annotations.length > 0 ? 20 : 8, right: 8, bottom: 0, left: 0 }}
        stackOffset={signs ? "sign" : "none"}
        barCategoryGap={buckets.length > 60 ? 0 : "12%"}
        {...(props.syncId ? { syncId: props.syncId } : {})}
        {...handlers}
      >
        <PatternDefs families={series.map(({ family }) => family)} fill={fill} />
        {TimeAxis({ zone, step, steps: buckets })}
        <YAxis
          width={percent ? 52 : money ? 64 : 48}
          tickLine={false}
          axisLine={false}
          allowDecimals={percent === true || money !== undefined}
          domain={[ticks[0] ?? 0, ticks.at(-1) ?? 1]}
          ticks={ticks}
          allowDataOverflow={top !== null}
          tickFormatter={(value: number) => describeAxisValue(value, { percent, money })}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: "var(--mantine-color-default-border)", fillOpacity: 0.35 }}
          content={({ active, payload }) => {
            const row = payload?.[0]?.payload as TimeRow | undefined;
            return active && row ? (
              <TimeTooltip
                head={`${describeStart(row.start, step, zone)} ${zone}`}
                elapsed={row.elapsed}
                lines={tooltipLines(row, series, compare !== undefined, { percent, money })}
              />
            ) : null;
          }}
        />
        {signs ? <ReferenceLine y={0} stroke="var(--mantine-color-dimmed)" /> : null}
        {series.map((each) =>
          isBars ? (
            <Bar
              key={each.name}
              dataKey={each.name}
              stackId="all"
              maxBarSize={28}
              isAnimationActive={false}
              shape={barMark(each.family, fill(each.family))}
            />
          ) : (
            [
              <Line
                key={each.name}
                {...lineLook(kind)}
                dataKey={`-${each.name}`}
                stroke={`var(--chart-${each.family})`}
                strokeWidth={2}
                dot={lineDot(`-${each.name}`, each.family, rows)}
              />,
              <Line
                key={`~${each.name}`}
                {...lineLook(kind)}
                dataKey={`~${each.name}`}
                stroke={`var(--chart-${each.family})`}
                strokeWidth={2}
                strokeDasharray="3 3"
                dot={lineDot(`~${each.name}`, each.family, rows)}
              />,
              <Line
                key={`?${each.name}`}
                {...lineLook(kind)}
                dataKey={(row: TimeRow) => held(row[`?${each.name}`], top === null ? null : (ticks.at(-1) ?? top))}
                stroke="none"
                dot={hollowDot(`?${each.name}`, each.family)}
              />,
            ]
          ),
        )}
        {compare
          ? (isBars ? ["=all"] : series.map(({ name }) => `=${name}`)).map((key, at) => (
              <Line
                key={key}
                {...lineLook(kind)}
                dataKey={key}
                stroke={`var(--chart-${isBars ? "allowed" : (series[at]?.family ?? "allowed")})`}
                strokeWidth={1}
                strokeDasharray="4 3"
                dot={false}
              />
            ))
          : null}
        {AnnotationMarks({ annotations, steps: buckets })}
        {dragged ? <ReferenceArea x1={dragged.from} x2={dragged.to} fill="var(--chart-up)" fillOpacity={0.15} /> : null}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

/** A value beyond the axis is marked at its end. */
const held = (value: TimeRow[string], top: number | null) =>
  typeof value === "number" ? Math.min(value, top ?? value) : null;

/** No shape is invented between two points, and none over a gap. */
const lineLook = (kind: TimeFigureProps["kind"]) =>
  ({
    type: kind === "step" ? "stepAfter" : "linear",
    connectNulls: false,
    isAnimationActive: false,
    activeDot: false,
  }) as const;

function tooltipLines(row: TimeRow, series: readonly Series[], compares: boolean, measure: Measure) {
  const known = (key: string) => row[key] as number | null | undefined;
  return series.map(({ name, label, family }) => ({
    name,
    label,
    family,
    shown: compares
      ? `${describeValue(known(name), measure)} (before ${describeValue(known(`=${name}`), measure)})`
      : describeValue(known(name), measure),
  }));
}
