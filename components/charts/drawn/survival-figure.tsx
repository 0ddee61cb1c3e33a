"use client";

import { useMemo } from "react";
import { Area, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { describeLength } from "@/components/charts/describe-length";
import { describeValue } from "@/components/charts/describe-value";
import { TimeTooltip } from "@/components/charts/drawn/time-tooltip";
import type { SurvivalPoint } from "@/components/charts/types";
import { describeShare } from "@/components/ui/describe-share";

const line = {
  type: "stepAfter",
  connectNulls: false,
  isAnimationActive: false,
  activeDot: false,
  dot: false,
} as const;

/** Begins with everything open. */
export function SurvivalFigure({ points }: { points: readonly SurvivalPoint[] }) {
  const rows = useMemo(() => {
    const whole = points[0]?.afterMs === 0 ? points : [{ afterMs: 0, share: 1 }, ...points];
    return whole.map((point: SurvivalPoint) => ({
      ...point,
      band: point.low === undefined || point.high === undefined ? null : [point.low, point.high],
    }));
  }, [points]);
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={rows} accessibilityLayer={false} margin={{ top: 8, right: 16, bottom: 0, left: 0 }}>
        <CartesianGrid vertical={false} stroke="var(--mantine-color-default-border)" strokeDasharray="4 4" />
        <XAxis
          dataKey="afterMs"
          type="number"
          domain={[0, "dataMax"]}
          tickLine={false}
          stroke="var(--mantine-color-default-border)"
          minTickGap={28}
          tickFormatter={describeLength}
        />
        <YAxis width={52} tickLine={false} axisLine={false} domain={[0, 1]} tickFormatter={describeShare} />
        <Tooltip
          isAnimationActive={false}
          content={({ active, payload }) => {
            const row = payload?.[0]?.payload as SurvivalPoint | undefined;
            return active && row ? (
              <TimeTooltip
                head={`After ${describeLength(row.afterMs)}`}
                elapsed={1}
                lines={[
                  {
                    name: "share",
                    label: "Still open",
                    family: "quota",
                    shown: describeValue(row.share, { percent: true }),
                  },
                ]}
              />
            ) : null;
          }}
        />
        <Area {...line} dataKey="band" stroke="none" fill="var(--chart-quota)" fillOpacity={0.16} />
        <Line {...line} dataKey="share" stroke="var(--chart-quota)" strokeWidth={2} />
      </ComposedChart>
    </ResponsiveContainer>
  );
}
