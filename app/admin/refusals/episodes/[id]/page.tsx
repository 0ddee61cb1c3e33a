import { List, ListItem, Paper, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { orNotFound } from "@/app/_parts/or-not-found";
import { describeLength } from "@/components/charts/describe-length";
import { describeEnd } from "@/components/refusals/describe-episode";
import { describePart } from "@/components/refusals/describe-rate";
import { describeNumber } from "@/components/ui/describe-units";
import { Mono } from "@/components/ui/mono";
import { PageHeader } from "@/components/ui/page-header";
import { StatTile } from "@/components/ui/stat-tile";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { StoryLine } from "@/lib/analytics/refusal-views";
import { getEpisode } from "@/lib/analytics/server/episodes/get-episode";
import { getReportZone } from "@/lib/analytics/server/rollups/get-report-zone";

export const metadata: Metadata = { title: "Episode" };

/** One run of refusals as a story: what was refused, what people did, when the gate opened. */
export default async function EpisodePage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await pageCtx({ staff: true });
  const [episode, zone] = await Promise.all([orNotFound(getEpisode(ctx, await params)), getReportZone(ctx)]);
  const log = `/admin/requests?episode=${episode.id}`;
  const lostRows = episode.openedAt < episode.logSince;
  return (
    <>
      <PageHeader
        title={
          <>
            {episode.tenant.name}: <Mono>{episode.code}</Mono>
          </>
        }
        back={{ href: "/admin/refusals", label: "Refusals" }}
        description={
          <>
            {episode.feature?.name ?? "No feature"}
            {episode.key ? `, key ${episode.key.name}` : ""}
            {episode.planName ? `, plan ${episode.planName}` : ""}. {describeEnd(episode)}. As of{" "}
            <Time at={episode.asOf} form="instant" timeZone={zone} />.
          </>
        }
      />
      <Stack gap="lg">
        <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
          <StatTile
            label="Refused calls"
            value={describeNumber(episode.refusals)}
            href={log}
            note={lostRows ? "the first rows were removed with the log's retention" : "each has its receipt"}
            formula="Calls refused with this code from the first refusal to the last, folded rows counted in full."
          />
          <StatTile
            label="Blind retries"
            value={describePart(episode.blindRetries, episode.refusals)}
            note={`${describeNumber(episode.blindRetries)} repeated within a minute`}
            formula="M18: refused calls whose key had got a 402 for the feature in the 60 seconds before ÷ refused calls."
          />
          <StatTile
            label="Time to resolve"
            value={episode.resolvedAfterMs === null ? "–" : describeLength(episode.resolvedAfterMs)}
            note={episode.state === "resolved" ? "first refusal to open gate" : describeEnd(episode)}
            formula="From the first refusal to the instant the gate was open: the recorded event that opened it, or the first call that passed."
          />
          <StatTile
            label="Tenant"
            value={
              <Text span fz="lg">
                {episode.tenant.name}
              </Text>
            }
            href={`/admin/tenants/${episode.tenant.id}`}
            note="grant, extend or change the plan there"
            formula="The tenant whose calls were refused."
          />
        </SimpleGrid>
        <Paper component="section" aria-labelledby="story-title">
          <Title order={2} fz="lg" id="story-title" mb="sm">
            What happened
          </Title>
          <List type="ordered" listStyleType="none" spacing="xs">
            {episode.lines.map((line) => (
              <ListItem key={`${line.at} ${line.what} ${line.text}`}>
                <Text span fz="sm" c="dimmed" mr="sm">
                  <Time at={line.at} form="instant" timeZone={zone} />
                </Text>
                <LineText line={line} />
              </ListItem>
            ))}
          </List>
          {lostRows && (
            <Text fz="sm" c="dimmed" mt="sm">
              Calls before <Time at={episode.logSince} form="moment" timeZone={zone} /> are counted above, and their
              rows were removed with the log's retention.
            </Text>
          )}
        </Paper>
        <Text>
          <TextLink href={log}>All refused calls of this episode</TextLink>
        </Text>
      </Stack>
    </>
  );
}

const LineText = ({ line: { text, href } }: { line: StoryLine }) =>
  href ? (
    <TextLink href={href} underline="always">
      {text}
    </TextLink>
  ) : (
    text
  );
