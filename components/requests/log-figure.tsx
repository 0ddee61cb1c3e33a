import { StackedTimeChart } from "@/components/charts/stacked-time-chart";
import type { Series } from "@/components/charts/types";
import { describeNumber } from "@/components/ui/describe-units";
import type { RequestSummary } from "@/lib/analytics/request-views";
import type { StatusClass } from "@/lib/analytics/status-class-of";

const series: (Series & { name: StatusClass })[] = [
  { name: "ok", label: "Passed", family: "allowed" },
  { name: "402", label: "402", family: "quota" },
  { name: "429", label: "429", family: "credits" },
  { name: "4xx", label: "Other 4xx", family: "refused" },
  { name: "5xx", label: "5xx", family: "failed" },
];

/** The calls of the log's window by status; dragging over it narrows the window. */
export function LogFigure({ summary, label }: { summary: RequestSummary; label: string }) {
  const { calls, classes, zone, step, buckets } = summary;
  const parts = series
    .filter(({ name }) => classes[name] > 0)
    .map((part) => `${part.label}: ${describeNumber(classes[part.name])}`);
  return (
    <StackedTimeChart
      title={label}
      sentence={
        calls === 0
          ? "No calls in this window match these filters."
          : `${describeNumber(calls)} ${calls === 1 ? "call" : "calls"}. ${parts.join(" · ")}. Folded refusals count in full.`
      }
      zone={zone}
      step={step}
      buckets={buckets}
      series={series.filter(({ name }) => classes[name] > 0 || (calls === 0 && name === "ok"))}
      height={150}
      zoom
    />
  );
}
