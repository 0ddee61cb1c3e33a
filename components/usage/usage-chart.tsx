import { type Family, seriesFamilies } from "@/components/charts/families";
import { StackedTimeChart } from "@/components/charts/stacked-time-chart";
import { describeNumber } from "@/components/ui/describe-units";
import type { UsageBy, UsageOverTime } from "@/lib/analytics/usage-views";

const titles: Record<UsageBy, string> = {
  key: "Calls by key",
  feature: "Calls by feature",
  route: "Calls by route",
  status: "Calls by status",
};
/** As the operator's charts colour them. */
const statusFamilies: Record<string, Family> = {
  ok: "allowed",
  "402": "quota",
  "429": "credits",
  "4xx": "refused",
  "5xx": "failed",
};

const counted = (count: number, word: string) => `${describeNumber(count)} ${word}${count === 1 ? "" : "s"}`;

function sentenceOf({ calls, units, refused, parts, before }: UsageOverTime): string {
  const past = before === null ? "" : ` The same part of the window before: ${counted(before.calls, "call")}.`;
  if (calls === 0) return `No calls in this window.${past}`;
  const head = `${counted(calls, "call")} and ${counted(units, "unit")}; ${describeNumber(refused)} answered 402.`;
  const [most] = parts.toSorted((a, b) => b.calls - a.calls);
  const share = most && parts.length > 1 ? ` Most: ${most.label} with ${counted(most.calls, "call")}.` : "";
  return `${head}${share}${past}`;
}

type Props = {
  usage: UsageOverTime;
  measure?: "calls" | "units";
  height?: number;
  /** Dragging changes the page's window. */
  zoom?: boolean;
  csvHref?: string;
};

/** A tenant's calls (or units) over time, stacked by what they are divided by. */
export function UsageChart({ usage, measure = "calls", height = 240, zoom = false, csvHref }: Props) {
  const { by, zone, step, buckets, parts, before } = usage;
  const valuesOf = (bucket: { calls: Record<string, number>; units: Record<string, number> }) =>
    Object.fromEntries(parts.map(({ name }) => [name, bucket[measure][name] ?? 0]));
  return (
    <StackedTimeChart
      title={measure === "calls" ? titles[by] : titles[by].replace("Calls", "Units")}
      sentence={sentenceOf(usage)}
      {...{ zone, step, height, zoom, csvHref }}
      series={parts.map(({ name, label }, at) => ({
        name,
        label,
        family:
          (by === "status" ? statusFamilies[name] : name === "other" ? "no-plan" : seriesFamilies[at]) ?? "allowed",
      }))}
      buckets={buckets.map((bucket) => ({
        start: bucket.start,
        end: bucket.end,
        elapsed: bucket.elapsed,
        values: valuesOf(bucket),
      }))}
      compare={before?.buckets.map(valuesOf)}
    />
  );
}
