import { Stack } from "@mantine/core";
import { StackedTimeChart } from "@/components/charts/stacked-time-chart";
import { rangeSteps, timeSteps } from "@/components/charts/time-steps";
import { describeNumber } from "@/components/ui/describe-units";
import { refusalFamilies } from "@/lib/analytics/refusal-family";
import type { RangeName } from "@/lib/analytics/time-range";
import type { RefusalRate, RequestVolume, StatusClass } from "@/lib/analytics/views";

const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });
const windows: Record<RangeName, string> = {
  "1h": "the last hour",
  "24h": "the last 24 hours",
  "7d": "the last 7 days",
  "30d": "the last 30 days",
};
const reasons = [
  { name: "quota", label: "Quota used up", family: "quota" },
  { name: "credits", label: "Credits used up", family: "credits" },
  { name: "overdue", label: "Payment overdue", family: "overdue" },
  { name: "not_in_plan", label: "Not in plan", family: "feature" },
  { name: "no_plan", label: "No plan", family: "no-plan" },
] as const;
const classes: readonly {
  name: StatusClass;
  label: string;
  family: "allowed" | "quota" | "credits" | "refused" | "failed";
}[] = [
  { name: "ok", label: "2xx and 3xx", family: "allowed" },
  { name: "402", label: "402", family: "quota" },
  { name: "429", label: "429", family: "credits" },
  { name: "4xx", label: "Other 4xx", family: "refused" },
  { name: "5xx", label: "5xx", family: "failed" },
];

function rateSentence(rate: RefusalRate, range: RangeName): string {
  if (rate.eligible === 0) return `No call asked for a feature in ${windows[range]}.`;
  const sums = reasons.map((reason) => ({
    label: reason.label.toLowerCase(),
    calls: rate.buckets.reduce((sum, bucket) => sum + bucket.refused[reason.name], 0),
  }));
  const largest = sums.reduce((most, each) => (each.calls > most.calls ? each : most));
  const head = `${percent.format(rate.refused / rate.eligible)} of ${describeNumber(rate.eligible)} eligible calls answered 402 in ${windows[range]}`;
  return rate.refused === 0
    ? `${head}.`
    : `${head}; ${percent.format(largest.calls / rate.refused)} of them: ${largest.label}.`;
}

function volumeSentence(volume: RequestVolume, range: RangeName): string {
  const sum = (name: StatusClass) => volume.buckets.reduce((all, bucket) => all + bucket.calls[name], 0);
  return `${describeNumber(volume.calls)} calls in ${windows[range]}: ${describeNumber(sum("ok"))} let through, ${describeNumber(sum("402"))} answered 402, ${describeNumber(sum("5xx"))} failed.`;
}

/** The 402 rate by reason, and below it, on the same axis of time, the volume that it is a part of. */
export function RefusalCharts({ rate, volume, range }: { rate: RefusalRate; volume: RequestVolume; range: RangeName }) {
  return (
    <Stack gap="md">
      <StackedTimeChart
        title="402 rate by reason"
        sentence={rateSentence(rate, range)}
        zone="UTC"
        step={rangeSteps[range]}
        percent
        height={220}
        series={reasons}
        buckets={timeSteps(rate.buckets, rate.asOf, range, (bucket) =>
          Object.fromEntries(
            refusalFamilies.map((family) => [
              family,
              bucket.eligible === 0 ? null : bucket.refused[family] / bucket.eligible,
            ]),
          ),
        )}
      />
      <StackedTimeChart
        title="Requests by status"
        sentence={volumeSentence(volume, range)}
        zone="UTC"
        step={rangeSteps[range]}
        height={220}
        series={classes}
        buckets={timeSteps(volume.buckets, volume.asOf, range, (bucket) => bucket.calls)}
      />
    </Stack>
  );
}
