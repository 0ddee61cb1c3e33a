import { Anchor, Box, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { versionChoices } from "@/app/admin/_parts/version-choices";
import {
  describeAmounts,
  describeQuiet,
  describeRate,
  describeRateNote,
  describeUnblock,
} from "@/components/today/describe-today";
import { FreshList } from "@/components/today/fresh-list";
import { OperatorLines } from "@/components/today/operator-lines";
import { TodayTable } from "@/components/today/today-table";
import { describeMoment } from "@/components/ui/describe-time";
import { describeNumber } from "@/components/ui/describe-units";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { StatTile } from "@/components/ui/stat-tile";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { hasStaffPermission } from "@/lib/accounts/permissions";
import { getToday } from "@/lib/analytics/server/signals/get-today";
import type { Today } from "@/lib/analytics/signals/views";
import { listFeatures } from "@/lib/catalog/server/list-features";
import { listPlans } from "@/lib/catalog/server/list-plans";

export const metadata: Metadata = { title: "Today" };

const refreshMs = 20_000;

export default async function TodayPage() {
  const ctx = await pageCtx({ staff: true });
  const [today, features, plans] = await Promise.all([getToday(ctx), listFeatures(ctx), listPlans(ctx)]);
  const role = ctx.actor.staffRole;
  return (
    <>
      <PageHeader
        title="Today"
        description={
          <>
            What needs a person, by money at risk. As of <Time at={today.asOf} form="instant" timeZone={today.zone} />,
            signals{" "}
            {today.scoredAt === null ? (
              "not scored yet"
            ) : (
              <>
                of <Time at={today.scoredAt} form="moment" timeZone={today.zone} />
              </>
            )}
            . Live calls only.
          </>
        }
      />
      <Stack gap="lg">
        <Tiles today={today} />
        <OperatorLines lines={today.operator} />
        <section aria-labelledby="work-list">
          <Title order={2} size="h3" mb="sm" id="work-list">
            {today.lines.length === 0
              ? "Nobody needs you"
              : `${today.lines.length} ${today.lines.length === 1 ? "tenant needs" : "tenants need"} a person`}
          </Title>
          <FreshList
            everyMs={refreshMs}
            drawn={[...today.operator.map(({ id }) => id), ...today.lines.map(({ tenantId }) => tenantId)]}
          />
          <TodayTable
            lines={today.lines}
            features={features}
            versions={versionChoices(plans)}
            mayChangePlan={role !== null && hasStaffPermission(role, "staff:subscriptions")}
            empty={<Quiet today={today} />}
          />
        </section>
        <Resting today={today} />
      </Stack>
    </>
  );
}

function Tiles({ today }: { today: Today }) {
  const { unblock } = today;
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
      <StatTile
        label="402 rate, 24 h"
        value={describeRate(today.rate)}
        href="/admin/refusals?range=24h"
        note={describeRateNote(today.rate)}
        formula="402 refusals divided by all calls whose entitlement was asked: those let through on a feature plus those refused for money. Free routes, caps, 401, 403, 429 and 503 are in neither. The interval (95%) draws whole tenants again and again, because the calls of one tenant are alike. Under 30 calls: counts."
      />
      <StatTile
        label="Refused now"
        value={describeNumber(today.refusedNow)}
        href="#work-list"
        note={`of ${describeNumber(today.watched.tenants)} tenants that called in 24 h`}
        formula="Tenants with an open run of refusals for money that was called in the last 24 hours. A payment, grant or reset takes them off, also before they call again. A snapshot."
      />
      <StatTile
        label="Revenue at risk"
        value={describeAmounts(today.atRisk)}
        href="/admin/churn"
        note="sum of the lines below"
        formula="For each line: risk ÷ 100 × the larger of what the tenant pays a month (MRR, or the mean month of 90 days) and what it owes. Without tax, save what is owed. Resting tenants are left out. A snapshot, no forecast."
      />
      <StatTile
        label="Time to unblock, p95"
        value={describeUnblock(unblock)}
        href="/admin/refusals?range=30d#unblock"
        note={
          unblock.waiting > 0
            ? `${unblock.waiting} paid and wait still`
            : `${unblock.n} ${unblock.n === 1 ? "payment" : "payments"} in 30 d`
        }
        formula="From the confirmed payment to the moment when every gateway had heard of it, over the last 30 days; the aim is 5 seconds. Under 100 cases: how many were within 5 seconds."
      />
    </SimpleGrid>
  );
}

function Quiet({ today }: { today: Today }) {
  if (today.watched.calls === 0) {
    return (
      <EmptyState kind="nothing-yet" title="No calls in 24 h">
        Calls appear here a moment after they were answered. An{" "}
        <TextLink underline="always" href="/admin/apis">
          api with a route
        </TextLink>
        , a tenant on a plan and a key are all it takes.
      </EmptyState>
    );
  }
  const title =
    today.resting.length > 0 || today.refusedNow > 0
      ? "Everybody who needs a person rests for now."
      : "Nobody is refused and no signal fired in 24 h.";
  return (
    <EmptyState kind="nothing-yet" title={title}>
      {describeQuiet(today, (at) => describeMoment(new Date(at), today.zone))}
    </EmptyState>
  );
}

function Resting({ today }: { today: Today }) {
  if (today.resting.length === 0) return null;
  return (
    <details>
      <summary>
        <Text span fz="sm">
          {today.resting.length} {today.resting.length === 1 ? "tenant rests" : "tenants rest"}
        </Text>
      </summary>
      <Box component="ul" m={0} mt={6} pl="md">
        {today.resting.map(({ tenantId, tenantName, until, reason }) => (
          <Text component="li" fz="sm" key={tenantId}>
            <TextLink underline="always" href={`/admin/tenants/${tenantId}`}>
              {tenantName}
            </TextLink>{" "}
            until <Time at={until} form="day" />: {reason}
          </Text>
        ))}
        <Text component="li" fz="sm">
          <Anchor href="/admin/churn?rest=only" fz="sm">
            All that rest
          </Anchor>
        </Text>
      </Box>
    </details>
  );
}
