import { Group, Paper, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pageCtx } from "@/app/_auth/page-ctx";
import { DecisionFacts } from "@/components/requests/decision-facts";
import { DecisionGates } from "@/components/requests/decision-gates";
import { DecisionLedger } from "@/components/requests/decision-ledger";
import { describeDecision } from "@/components/requests/describe-decision";
import { PasteRequestId } from "@/components/requests/paste-request-id";
import { GrantCreditsDialog } from "@/components/tenants/grant-credits-dialog";
import { GrantExceptionDialog } from "@/components/tenants/grant-exception-dialog";
import { CopyButton } from "@/components/ui/copy-button";
import { describeMoment } from "@/components/ui/describe-time";
import { describeNumber } from "@/components/ui/describe-units";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { Mono } from "@/components/ui/mono";
import { PageHeader } from "@/components/ui/page-header";
import { StatusBadge } from "@/components/ui/status-badge";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { Decision } from "@/lib/analytics/decision-views";
import { getDecision } from "@/lib/analytics/server/logs/get-decision";
import { coveringPlans } from "@/lib/analytics/suggest-fixes";
import { listFeatures } from "@/lib/catalog/server/list-features";
import { listPublicPlans } from "@/lib/catalog/server/list-public-plans";
import type { FeatureRow } from "@/lib/catalog/views";
import { idTime, isId } from "@/lib/id";

export const metadata: Metadata = { title: "Call" };

type Props = { params: Promise<{ requestId: string }> };

const back = { href: "/admin/requests", label: "Requests" };

/** One call with everything that is known of it: what was decided, on what numbers, and what the ledger booked. */
export default async function DecisionPage({ params }: Props) {
  const ctx = await pageCtx({ staff: true });
  const { requestId } = await params;
  if (!isId("request", requestId)) notFound();
  const [{ decision, keptSince }, features, plans] = await Promise.all([
    getDecision(ctx, { id: requestId }),
    listFeatures(ctx),
    listPublicPlans(),
  ]);
  if (!decision) return <NoRow requestId={requestId} keptSince={keptSince} now={ctx.now} />;
  const { receipt } = decision;
  const planNames = coveringPlans(receipt, plans).map(({ plan }) => plan.name);
  return (
    <>
      <PasteRequestId hrefBase="/admin/receipts/" />
      <PageHeader
        title={receipt.code ? "Why this call was refused" : "What this call was"}
        back={back}
        aside={<StatusBadge status={receipt.status} code={receipt.code} />}
        description={describeDecision(decision, planNames)}
        actions={<CopyButton value={requestId} label="request id" labelled />}
      />
      <Stack gap="lg">
        <DecisionFacts decision={decision} />
        <Section title="Gates, in the order they were asked">
          <DecisionGates gates={receipt.gates} timeZone={receipt.tenant?.timeZone} />
        </Section>
        {receipt.code ? <WayOut decision={decision} features={features} /> : null}
        <Section title="Ledger">
          <DecisionLedger decision={decision} />
        </Section>
        <Related decision={decision} />
      </Stack>
    </>
  );
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section aria-label={title}>
      <Title order={2} size="h3" mb="sm">
        {title}
      </Title>
      {children}
    </section>
  );
}

const states = {
  stands: "A call like it would be refused now.",
  open: "A call like it would pass now.",
  unknown: "Whether it would be refused now depends on the call itself.",
};

function WayOut({ decision: { receipt, state }, features }: { decision: Decision; features: FeatureRow[] }) {
  const { tenant } = receipt;
  return (
    <Section title="Now, and the way out">
      <Paper>
        <Text mb="sm">{states[state ?? "unknown"]}</Text>
        {tenant ? (
          <Group gap="sm">
            <GrantExceptionDialog
              tenantId={tenant.id}
              tenantName={tenant.name}
              features={features}
              {...(receipt.feature && { featureId: receipt.feature.id })}
            />
            <GrantCreditsDialog
              tenantId={tenant.id}
              tenantName={tenant.name}
              timeZone={tenant.timeZone ?? "UTC"}
              size="sm"
            />
            <LinkButton href={`/admin/tenants/${tenant.id}`} variant="default">
              Open {tenant.name}
            </LinkButton>
            <LinkButton href={`/receipts/${receipt.requestId}`} variant="default">
              The tenant's receipt
            </LinkButton>
          </Group>
        ) : (
          <Text c="dimmed">Nobody that is known called: there is no tenant to grant anything to.</Text>
        )}
      </Paper>
    </Section>
  );
}

/** The run that it belongs to, refusals like it, and the calls around it. */
function Related({ decision: { receipt, episode, similar } }: { decision: Decision }) {
  const { tenant, key, code, feature, decidedAt } = receipt;
  const around = new URLSearchParams({
    from: new Date(decidedAt.getTime() - 5 * 60_000).toISOString(),
    to: new Date(decidedAt.getTime() + 5 * 60_000).toISOString(),
    mode: receipt.mode ?? "live",
    ...(key ? { key: key.id } : tenant ? { tenant: tenant.id } : { tenant: "none" }),
  });
  const alike =
    similar &&
    new URLSearchParams({
      from: similar.from,
      to: similar.to,
      mode: receipt.mode ?? "live",
      tenant: tenant?.id ?? "none",
      feature: feature?.id ?? "none",
      code: code ?? "",
    });
  return (
    <Section title="Around it">
      <SimpleGrid cols={{ base: 1, md: 3 }} spacing="md">
        {episode ? (
          <Paper>
            <Text fz="sm" c="dimmed">
              {code ? "Its run of refusals" : "The run of refusals that it ended"}
            </Text>
            <Text>
              <Mono>{episode.code}</Mono> since <Time at={episode.openedAt} form="moment" timeZone={tenant?.timeZone} />
              {": "}
              <TextLink href={`/admin/refusals/episodes/${episode.id}`} underline="always">
                {describeNumber(episode.refusals)} refused calls
              </TextLink>
              , {describeNumber(episode.blindRetries)} of them blind retries.
            </Text>
          </Paper>
        ) : null}
        {similar && alike ? (
          <Paper>
            <Text fz="sm" c="dimmed">
              Refused like it in the 24 hours around it
            </Text>
            <TextLink href={`/admin/requests?${alike}`}>{describeNumber(similar.calls)} calls</TextLink>
          </Paper>
        ) : null}
        <Paper>
          <Text fz="sm" c="dimmed">
            {key ? "Calls of the same key" : "Calls of the same caller"}, five minutes around it
          </Text>
          <TextLink href={`/admin/requests?${around}`}>Show them</TextLink>
        </Paper>
      </SimpleGrid>
    </Section>
  );
}

/** Rows reach the log within seconds, and leave it with its retention. */
function NoRow({ requestId, keptSince, now }: { requestId: string; keptSince: string | null; now: Date }) {
  const at = idTime(requestId);
  const isFresh = now.getTime() - at.getTime() < 2 * 60_000;
  const isGone = keptSince !== null && at < new Date(keptSince);
  return (
    <>
      <PasteRequestId hrefBase="/admin/receipts/" />
      <PageHeader title="No row of this call" back={back} description={<Mono>{requestId}</Mono>} />
      {isFresh ? <meta httpEquiv="refresh" content="2" /> : null}
      <EmptyState
        kind="unavailable"
        title={isFresh ? "This call is being recorded" : isGone ? "This call has aged out of the log" : "No such call"}
        action={<LinkButton href="/admin/requests">Show the newest calls</LinkButton>}
      >
        {isFresh
          ? "Its row comes within seconds; the page asks again by itself."
          : isGone
            ? `The id is of ${describeMoment(at)}; the log holds rows since ${describeMoment(new Date(keptSince))}.`
            : `The id is of ${describeMoment(at)}. No call with it was logged.`}
      </EmptyState>
    </>
  );
}
