import { ReferenceLine } from "recharts";
import { describeNumbers } from "@/components/charts/describe-numbers";
import type { Annotation } from "@/components/charts/types";

type Steps = readonly { start: string; end: string }[];

/** Numbered marks at the steps that hold what happened, one a step; the list beneath the figure says what it was. */
export function AnnotationMarks({ annotations, steps }: { annotations: readonly Annotation[]; steps: Steps }) {
  const times = annotations.map(({ at }) => Date.parse(at));
  return steps.map(({ start, end }) => {
    const numbers = times.flatMap((at, index) => (Date.parse(start) <= at && at < Date.parse(end) ? [index + 1] : []));
    return numbers.length > 0 ? (
      <ReferenceLine
        key={start}
        x={start}
        stroke="var(--mantine-color-dimmed)"
        strokeDasharray="2 3"
        label={{ value: describeNumbers(numbers), position: "top", fontSize: 12 }}
      />
    ) : null;
  });
}
