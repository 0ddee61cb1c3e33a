import { Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { BandChart } from "@/components/charts/band-chart";
import { describeCredits } from "@/components/ui/describe-credits";
import { describeMoment } from "@/components/ui/describe-time";
import { describeNumber } from "@/components/ui/describe-units";
import { RoleBadge } from "@/components/ui/role-badge";
import { TextLink } from "@/components/ui/text-link";
import { describeWall, describeWallDay } from "@/components/usage/describe-wall";
import type { BurnDown } from "@/lib/analytics/usage-views";
import { formatOverageRate } from "@/lib/catalog/overage-rate";
import { creditDecimal } from "@/lib/credits";

type Props = {
  feature: BurnDown;
  asOf: string;
  zone: string;
  /** The feature's calls of its period in the log: all of them, or those that were refused. */
  callsHref: (of: "allowed" | "refused") => string;
};

/** One metered feature in its running period: how much is used, who pays for it, and when it will be used up. */
export function BurnDownCard({ feature, asOf, zone, callsHref }: Props) {
  const { name, unitPlural, limitUnits, usedUnits, includedUnits, wall, points } = feature;
  const now = new Date(asOf);
  const leftUnits = limitUnits === null ? null : Math.max(0, limitUnits - includedUnits);
  const known = { wall, leftUnits, resetsAt: new Date(feature.periodEnd), now, zone };
  const { role, sentence } = describeWall(known);
  const badge = leftUnits === 0 ? "used up" : (describeWallDay(known) ?? (role === "ok" && wall ? "lasts" : null));
  const included = limitUnits === null ? "" : ` of ${describeNumber(limitUnits)} included`;
  const used = `Used: ${describeNumber(usedUnits)}${included} (${unitPlural}).`;
  return (
    <article aria-label={name}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs" mih={26}>
          <Text fz="xs" c="dimmed">
            Period {dayOf(feature.periodStart, zone)} – {describeMoment(new Date(feature.periodEnd), zone)}
          </Text>
          {badge && <RoleBadge role={role}>{badge}</RoleBadge>}
        </Group>
        <BandChart
          title={name}
          sentence={`${used} ${sentence}`}
          zone={zone}
          unit={unitPlural}
          points={points}
          {...(limitUnits !== null && { limit: limitUnits })}
          height={220}
        />
        <SimpleGrid component="dl" cols={{ base: 2, sm: 4 }} spacing="sm" m={0}>
          <Fact term="Included" value={describeNumber(includedUnits)} href={callsHref("allowed")} />
          <Fact term="By credits" value={describeNumber(feature.creditUnits)} note={creditPrice(feature)} />
          <Fact term="Overage" value={describeNumber(feature.overageUnits)} note={overagePrice(feature)} />
          <Fact
            term="Refused (402)"
            value={describeNumber(feature.refusedUnits)}
            note={`${unitPlural}, asked in ${describeNumber(feature.refused)} ${feature.refused === 1 ? "call" : "calls"}`}
            {...(feature.refused > 0 && { href: callsHref("refused") })}
          />
        </SimpleGrid>
      </Stack>
    </article>
  );
}

const dayOf = (at: string, timeZone: string): string =>
  new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
  }).format(new Date(at));

const creditPrice = ({ creditMicroPerUnit: micro }: BurnDown): string =>
  micro === null ? "not sold for credits" : `${describeCredits(creditDecimal(micro))} credits each`;

const overagePrice = ({ overageRateE12: rate, currency }: BurnDown): string =>
  rate === null || currency === null ? "not billed later" : formatOverageRate(rate, currency, "en");

function Fact({ term, value, note, href }: { term: string; value: string; note?: string; href?: string }) {
  return (
    <div>
      <Text component="dt" fz="xs" c="dimmed">
        {term}
      </Text>
      <Text component="dd" m={0} fw={550} style={{ fontVariantNumeric: "tabular-nums" }}>
        {href ? <TextLink href={href}>{value}</TextLink> : value}
        {note && (
          <Text component="span" display="block" fz="xs" c="dimmed" fw={400}>
            {note}
          </Text>
        )}
      </Text>
    </div>
  );
}
