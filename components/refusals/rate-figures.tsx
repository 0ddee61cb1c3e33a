import { Group, Stack } from "@mantine/core";
import { RateChart } from "@/components/charts/rate-chart";
import { StackedTimeChart } from "@/components/charts/stacked-time-chart";
import { familyLooks } from "@/components/refusals/describe-episode";
import { describeChange, describeInterval, describePart } from "@/components/refusals/describe-rate";
import { describeShare } from "@/components/ui/describe-share";
import { describeNumber } from "@/components/ui/describe-units";
import { TextLink } from "@/components/ui/text-link";
import { refusalFamilies } from "@/lib/analytics/refusal-family";
import type { RefusalsView } from "@/lib/analytics/refusal-views";

type Props = {
  view: RefusalsView;
  stack: "counts" | "rates";
  /** The same page with the other stack. */
  stackHref: string;
  csvHref: string;
};

/** The 402 rate above the calls it rests on, and what it is made of. */
export function RateFigures({ view, stack, stackHref, csvHref }: Props) {
  const { window, rate, before, buckets, annotations } = view;
  const shared = { zone: window.zone, step: window.step, annotations, csvHref, zoom: true };
  const isRates = stack === "rates";
  const then = buckets.map(({ before: past }) => (past && past.eligible > 0 ? past.refused / past.eligible : null));
  const series = refusalFamilies
    .filter((name) => view.families[name] > 0)
    .map((name) => ({ name, ...familyLooks[name] }));
  return (
    <Stack gap="lg">
      <RateChart
        {...shared}
        title="402 rate"
        sentence={sentenceOf(view)}
        buckets={buckets.map(({ start, end, elapsed, eligible, refused, allowed, caps, interval }) => ({
          start,
          end,
          elapsed,
          rate: eligible === 0 ? null : refused / eligible,
          low: interval?.low ?? null,
          high: interval?.high ?? null,
          n: eligible,
          volume: allowed,
          caps,
        }))}
        compare={before && then.some((each) => each !== null) ? then : undefined}
      />
      {rate.refused > 0 && (
        <div>
          <StackedTimeChart
            {...shared}
            title="What was refused"
            sentence={`${describeNumber(rate.refused)} calls refused for money: ${topFamilies(view)}. ${
              isRates ? "Each as a share of all calls that asked, so they add up to the rate." : "In calls."
            }`}
            series={series}
            percent={isRates}
            buckets={buckets.map(({ start, end, elapsed, eligible, families }) => ({
              start,
              end,
              elapsed,
              n: eligible,
              values: Object.fromEntries(
                series.map(({ name }) => [
                  name,
                  isRates ? (eligible === 0 ? null : families[name] / eligible) : families[name],
                ]),
              ),
            }))}
          />
          <Group mt={6}>
            <TextLink href={stackHref} fz="sm" scroll={false}>
              {isRates ? "Show calls" : "Show as rates"}
            </TextLink>
          </Group>
        </div>
      )}
    </Stack>
  );
}

function sentenceOf({ rate, over, before }: RefusalsView): string {
  const said = before && describeChange(before.rate, before.change);
  const change = said ? ` ${said.charAt(0).toUpperCase()}${said.slice(1)}.` : "";
  return `${describePart(rate.refused, rate.eligible)} of ${describeNumber(rate.eligible)} calls that asked for a feature were refused for money (${describeInterval(rate, over)}).${change} The band is that of each step if calls were independent.`;
}

function topFamilies({ families, rate }: RefusalsView): string {
  return refusalFamilies
    .filter((name) => families[name] > 0)
    .sort((a, b) => families[b] - families[a])
    .slice(0, 3)
    .map((name) => `${familyLooks[name].label.toLowerCase()} ${describeShare(families[name] / rate.refused)}`)
    .join(", ");
}
