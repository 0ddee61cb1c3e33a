import type { Bucket } from "@/components/charts/describe-bucket";
import { type Family, seriesFamilies } from "@/components/charts/families";
import { StackedTimeChart } from "@/components/charts/stacked-time-chart";
import { describeNumber } from "@/components/ui/describe-units";
import type { RangeName } from "@/lib/analytics/time-range";
import type { UsageBy, UsageOverTime } from "@/lib/analytics/views";

const steps: Record<RangeName, Bucket> = { "1h": "minute", "24h": "hour", "7d": "hour", "30d": "day" };
const windows: Record<RangeName, string> = {
  "1h": "the last hour",
  "24h": "the last 24 hours",
  "7d": "the last 7 days",
  "30d": "the last 30 days",
};
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

function sentenceOf(usage: UsageOverTime, range: RangeName): string {
  if (usage.calls === 0) return `No calls in ${windows[range]}.`;
  const head = `${counted(usage.calls, "call")} and ${counted(usage.units, "unit")} in ${windows[range]}; ${describeNumber(usage.refused)} answered 402.`;
  const [most] = usage.parts.toSorted((a, b) => b.calls - a.calls);
  return most && usage.parts.length > 1 ? `${head} Most: ${most.label} with ${counted(most.calls, "call")}.` : head;
}

type Props = { usage: UsageOverTime; range: RangeName; measure?: "calls" | "units"; height?: number };

/** A tenant's calls (or units) over time, stacked by what they are divided by. */
export function UsageChart({ usage, range, measure = "calls", height = 240 }: Props) {
  const title = titles[usage.by];
  return (
    <StackedTimeChart
      title={measure === "calls" ? title : title.replace("Calls", "Units")}
      sentence={sentenceOf(usage, range)}
      bucket={steps[range]}
      height={height}
      series={usage.parts.map(({ name, label }, at) => ({
        name,
        label,
        family:
          (usage.by === "status" ? statusFamilies[name] : name === "other" ? "no-plan" : seriesFamilies[at]) ??
          "allowed",
      }))}
      buckets={usage.buckets.map((bucket) => ({
        at: bucket.start,
        values: Object.fromEntries(usage.parts.map(({ name }) => [name, bucket[measure][name] ?? 0])),
      }))}
    />
  );
}
