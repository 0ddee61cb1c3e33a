import { Anchor, Group, Paper, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { describeLength } from "@/components/charts/describe-length";
import { describePart } from "@/components/refusals/describe-rate";
import { linkTo, type Place } from "@/components/refusals/link-to";
import { DataTable } from "@/components/ui/data-table";
import { describeNumber } from "@/components/ui/describe-units";
import { EmptyState } from "@/components/ui/empty-state";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { UnblockTimes } from "@/lib/analytics/metrics/unblock-times";
import type { PaidAfterView, RefusalOutcomes } from "@/lib/analytics/refusal-views";
import { formatMoney } from "@/lib/money";

type Props = { view: RefusalOutcomes; csv: Place };

/** What followed refusals: payment, blind retries, how fast gates opened, and whether refusals were right. */
export function AfterRefusal({ view, csv }: Props) {
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
      <Paid view={view} csvHref={linkTo(csv, { table: "paid" })} />
      <Retries view={view} csvHref={linkTo(csv, { table: "retries" })} />
      <Paper component="section" id="unblock" aria-labelledby="unblock-title">
        <Title order={2} fz="lg" id="unblock-title">
          Time to unblock
        </Title>
        <Text fz="sm" c="dimmed" mb={4}>
          From a confirmed payment to the gate being open, last 30 days.
        </Text>
        <Text>{sayUnblock(view.unblock)}</Text>
      </Paper>
      <Paper component="section" aria-labelledby="audit-title">
        <Title order={2} fz="lg" id="audit-title">
          Wrongful 402
        </Title>
        <Text fz="sm" c="dimmed" mb={4}>
          The nightly audit compares each refusal with the settled ledger.
        </Text>
        <Text>
          {view.audit ? (
            <>
              {describeNumber(view.audit.wrongful)} of {describeNumber(view.audit.checked)} refusals of{" "}
              {view.audit.days === 1 ? "1 audited day" : `${view.audit.days} audited days`} should have passed;{" "}
              {describeNumber(view.audit.heldAway)} more because a gateway that is away holds the units. Last audit{" "}
              <Time at={view.audit.ranAt} form="moment" timeZone={view.window.zone} />.
            </>
          ) : (
            "Not audited yet: no night of this window was compared with the ledger."
          )}
        </Text>
      </Paper>
    </SimpleGrid>
  );
}

/** "Half within 0.8 s, 95% within 2.1 s (120 payments)", or counts where they are few. */
export function sayUnblock({ n, withinFiveSeconds, waiting, p50Ms, p95Ms }: UnblockTimes): string {
  if (n === 0) return "No payment was confirmed for a closed gate.";
  const counted = `${describeNumber(withinFiveSeconds)} of ${describeNumber(n)} within 5 s`;
  const median = p50Ms === null ? "" : `, half within ${describeLength(p50Ms)}`;
  const slow = p95Ms === null ? "" : `, 95% within ${describeLength(p95Ms)}`;
  return `${counted}${median}${slow}.${waiting > 0 ? ` ${describeNumber(waiting)} paid and still closed.` : ""}`;
}

function Paid({ view, csvHref }: { view: RefusalOutcomes; csvHref: string }) {
  return (
    <Paper component="section" aria-labelledby="paid-title">
      <Group justify="space-between">
        <Title order={2} fz="lg" id="paid-title">
          Paid after a refusal
        </Title>
        <Anchor href={csvHref} download fz="xs" aria-label="Paid after a refusal as CSV">
          CSV
        </Anchor>
      </Group>
      <Text fz="sm" c="dimmed" mb="sm">
        Of each tenant the first run in 30 days, by the day it opened. Runs younger than the span are left out. The
        money followed the refusal; that it came because of it is not said.
      </Text>
      <DataTable
        label="Paid after a refusal"
        rows={view.paid}
        rowKey={({ days }) => String(days)}
        columns={[
          { key: "days", header: "Within", render: ({ days }) => (days === 1 ? "1 day" : `${days} days`) },
          { key: "paid", header: "Paid", numeric: true, render: (row) => <PaidShare row={row} /> },
          { key: "mature", header: "Tenants", numeric: true, render: ({ mature }) => describeNumber(mature) },
          {
            key: "young",
            header: "Too young",
            numeric: true,
            render: ({ immature }) => (
              <Text span c="dimmed" fs="italic" fz="sm">
                {describeNumber(immature)}
              </Text>
            ),
          },
          {
            key: "followed",
            header: "Revenue that followed",
            numeric: true,
            render: ({ followed, mature }) =>
              mature === 0 ? "–" : followed.map((money) => formatMoney(money, "en")).join(" + ") || "none",
          },
        ]}
      />
    </Paper>
  );
}

const PaidShare = ({ row: { converted, mature } }: { row: PaidAfterView }) => <>{describePart(converted, mature)}</>;

function Retries({ view: { retries }, csvHref }: { view: RefusalOutcomes; csvHref: string }) {
  return (
    <Paper component="section" aria-labelledby="retries-title">
      <Group justify="space-between">
        <Title order={2} fz="lg" id="retries-title">
          Blind retries
        </Title>
        <Anchor href={csvHref} download fz="xs" aria-label="Blind retries as CSV">
          CSV
        </Anchor>
      </Group>
      <Text fz="sm" c="dimmed" mb="sm">
        {retries.refusals < 30
          ? `${describeNumber(retries.blindRetries)} of ${describeNumber(retries.refusals)}`
          : `${describePart(retries.blindRetries, retries.refusals)} of ${describeNumber(retries.refusals)}`}{" "}
        refused calls were repeated by the same key within a minute: the program did not read the answer. Of runs that
        were refused in the window, counted from their start.
      </Text>
      <Stack gap="xs">
        <DataTable
          label="Blind retries by key"
          rows={retries.keys.filter(({ blindRetries }) => blindRetries > 0)}
          rowKey={({ key }) => key.id}
          columns={[
            { key: "key", header: "Key", render: ({ key }) => key.name },
            {
              key: "tenant",
              header: "Tenant",
              render: ({ tenant }) => <TextLink href={`/admin/tenants/${tenant.id}`}>{tenant.name}</TextLink>,
            },
            { key: "refused", header: "Refused", numeric: true, render: ({ refusals }) => describeNumber(refusals) },
            {
              key: "blind",
              header: "Repeated",
              numeric: true,
              render: ({ blindRetries, refusals }) => describePart(blindRetries, refusals),
            },
          ]}
          empty={<EmptyState kind="nothing-yet" title="No key repeated a refused call within a minute" />}
        />
      </Stack>
    </Paper>
  );
}
