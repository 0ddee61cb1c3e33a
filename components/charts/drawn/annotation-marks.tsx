import { ReferenceLine } from "recharts";
import type { Annotation } from "@/components/charts/types";

type Steps = readonly { start: string; end: string }[];

/** Numbered marks at the steps that hold what happened; the list beneath the figure says what it was. */
export function AnnotationMarks({ annotations, steps }: { annotations: readonly Annotation[]; steps: Steps }) {
  return annotations.map(({ at, label }, index) => {
    const step = steps.find(
      ({ start, end }) => Date.parse(start) <= Date.parse(at) && Date.parse(at) < Date.parse(end),
    );
    return step ? (
      <ReferenceLine
        key={`${at} ${label}`}
        x={step.start}
        stroke="var(--mantine-color-dimmed)"
        strokeDasharray="2 3"
        label={{ value: String(index + 1), position: "top", fontSize: 12 }}
      />
    ) : null;
  });
}
