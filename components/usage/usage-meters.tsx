import { Group, Paper, SimpleGrid, Text, Title } from "@mantine/core";
import { describeCredits } from "@/components/ui/describe-credits";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { UnitMeter } from "@/components/ui/unit-meter";
import { describeSpan } from "@/components/usage/describe-wall";
import type { WallView } from "@/lib/analytics/usage-views";
import type { StandingView } from "@/lib/entitlements/views";

const widestDays = 21;

/** ", enough for about 4 days (2–6)"; nothing where that is too uncertain. */
function lastsFor({ p10, p50, p90 }: WallView): string {
  if (p10 === null || p50 === null || p90 === null || p90 - p10 > widestDays || p50 === 0) return "";
  return `; ${describeSpan(p10, p50, p90)} at this pace`;
}

/** The plan by name, and how much of each included amount this period has used. */
export function UsageMeters({
  standing,
  planHref,
  credits,
}: {
  standing: StandingView;
  planHref: string;
  /** When the credits will be used up; null where nothing can be said. */
  credits: WallView | null;
}) {
  const counted = standing.features.filter((feature) => feature.usedUnits !== null);
  return (
    <Paper component="section" aria-labelledby="plan-title">
      <Group justify="space-between" align="baseline" mb="sm">
        <Title order={2} fz="lg" id="plan-title">
          {standing.planName === null ? "No plan" : `Plan ${standing.planName}`}
        </Title>
        <TextLink href={planHref} fz="sm">
          Plan and other plans
        </TextLink>
      </Group>
      {standing.creditsLeft !== null && (
        <Text mb="sm">
          <b>{describeCredits(standing.creditsLeft)}</b> credits left{credits && lastsFor(credits)}.{" "}
          <TextLink href={`${planHref}#credits`} fz="sm">
            Lots and their ends
          </TextLink>
        </Text>
      )}
      {counted.length === 0 ? (
        <Text c="dimmed" fz="sm">
          {standing.planName === null
            ? "Nothing is included until the operator puts your account on a plan."
            : "Nothing in this plan is counted."}
        </Text>
      ) : (
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
          {counted.map((feature) => (
            <UnitMeter
              key={feature.featureId}
              label={feature.name}
              used={feature.usedUnits ?? 0}
              limit={feature.limitUnits}
              unit={feature.unitPlural}
              note={
                feature.resetsAt && (
                  <>
                    Starts again <Time at={feature.resetsAt} form="moment" timeZone={standing.timeZone} />
                  </>
                )
              }
            />
          ))}
        </SimpleGrid>
      )}
    </Paper>
  );
}
