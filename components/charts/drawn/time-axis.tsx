import { CartesianGrid, XAxis } from "recharts";
import { describeTick } from "@/components/charts/describe-step";
import type { ChartStep } from "@/components/charts/types";

type Props = { zone: string; step: ChartStep; steps: readonly { start: string; end: string }[]; isHidden?: boolean };

/** The axis of time: one place per step, named by the zone's clocks. */
export function TimeAxis({ zone, step, steps, isHidden = false }: Props) {
  const lengthMs = Date.parse(steps.at(-1)?.end ?? "") - Date.parse(steps[0]?.start ?? "");
  return (
    <>
      <CartesianGrid vertical={false} stroke="var(--mantine-color-default-border)" strokeDasharray="4 4" />
      <XAxis
        dataKey="start"
        hide={isHidden}
        tickLine={false}
        stroke="var(--mantine-color-default-border)"
        minTickGap={28}
        tickFormatter={(at: string) => describeTick(at, step, zone, lengthMs)}
      />
    </>
  );
}
