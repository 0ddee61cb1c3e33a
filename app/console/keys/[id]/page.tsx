import { Group, Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { z } from "zod";
import { pageCtx } from "@/app/_auth/page-ctx";
import { orNotFound } from "@/app/_parts/or-not-found";
import { readSearch, type SearchParams } from "@/app/_parts/read-search";
import { ranges } from "@/app/console/_parts/ranges";
import { tenantHref } from "@/app/console/_parts/tenant-href";
import { tenantZone } from "@/app/console/_parts/tenant-zone";
import { BudgetDialog } from "@/components/keys/budget-dialog";
import { BudgetList } from "@/components/keys/budget-list";
import { EditKeyDialog } from "@/components/keys/edit-key-dialog";
import { KeyStatusBadge } from "@/components/keys/key-status-badge";
import { PauseKey } from "@/components/keys/pause-key";
import { RevokeKey } from "@/components/keys/revoke-key";
import { RotateKey } from "@/components/keys/rotate-key";
import { SecretTable } from "@/components/keys/secret-table";
import { RequestTable } from "@/components/tenants/request-table";
import { CodeBlock } from "@/components/ui/code-block";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { Mono } from "@/components/ui/mono";
import { PageHeader } from "@/components/ui/page-header";
import { RoleBadge } from "@/components/ui/role-badge";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { KeyUseFigures } from "@/components/usage/key-use";
import { UsageChart } from "@/components/usage/usage-chart";
import { hasMemberPermission } from "@/lib/accounts/permissions";
import { listRequests } from "@/lib/analytics/server/list-requests";
import { getKeyUse } from "@/lib/analytics/server/usage/get-key-use";
import { usageOverTime } from "@/lib/analytics/server/usage-over-time";
import { RangeInput, type RangeName } from "@/lib/analytics/time-range";
import { env } from "@/lib/env";
import { keyPath } from "@/lib/keys/client/queries";
import { describeReach } from "@/lib/keys/describe-reach";
import { sampleCall } from "@/lib/keys/sample-call";
import { getKey } from "@/lib/keys/server/get-key";
import { listBudgetUse } from "@/lib/keys/server/list-budget-use";
import { listMeters } from "@/lib/keys/server/list-meters";
import { listSampleRoutes } from "@/lib/keys/server/list-sample-routes";
import { listScopes } from "@/lib/keys/server/list-scopes";

export const metadata: Metadata = { title: "Key" };

const Search = z.strictObject({ range: RangeInput });
const shownCalls = 10;

type Props = { params: Promise<{ id: string }>; searchParams: SearchParams };

export default async function KeyPage({ params, searchParams }: Props) {
  const ctx = await pageCtx();
  const href = tenantHref(ctx);
  const key = await orNotFound(getKey(ctx, await params));
  const { range = "7d" } = (await readSearch(Search, searchParams)) as { range?: RangeName };
  const of = { key: key.id, mode: key.mode, range };
  const [scopes, budgets, meters, sampleRoutes, usage, use, calls] = await Promise.all([
    listScopes(ctx),
    listBudgetUse(ctx, { id: key.id }),
    listMeters(ctx),
    listSampleRoutes(ctx),
    usageOverTime(ctx, { ...of, by: "status" }),
    getKeyUse(ctx, of),
    listRequests(ctx, of),
  ]);
  const shared = { keyView: key, tenantId: ctx.tenant?.id ?? "" };
  const mayChange = key.changeable && key.status !== "revoked";
  const setBudget =
    key.status !== "revoked" && ctx.tenant && hasMemberPermission(ctx.tenant.role, "budgets:write") ? (
      <BudgetDialog
        keyName={key.name}
        path={keyPath(ctx.tenant.id, key.id, "budgets")}
        budgets={budgets}
        meters={meters}
        size="xs"
      />
    ) : null;
  return (
    <>
      <PageHeader
        title={key.name}
        back={{ href: href("/console/keys"), label: "Keys" }}
        aside={
          <Group gap={6}>
            <KeyStatusBadge status={key.status} />
            <RoleBadge role="calm">{key.mode}</RoleBadge>
          </Group>
        }
        description={
          <>
            <Mono>{key.id}</Mono>, made by {key.createdBy ?? "the installation"} on{" "}
            <Time at={key.createdAt} form="day" />
            {key.revokedAt && (
              <>
                , revoked on <Time at={key.revokedAt} form="day" />
              </>
            )}
          </>
        }
        actions={
          <>
            <RotateKey {...shared} sampleRoutes={sampleRoutes} gatewayUrl={env().GATEWAY_URL} />
            {mayChange && (
              <>
                <EditKeyDialog {...shared} scopes={scopes} />
                <PauseKey {...shared} />
                <RevokeKey {...shared} now={ctx.now} />
              </>
            )}
          </>
        }
      />
      <Stack gap="lg">
        <Text size="sm">
          {key.status === "revoked"
            ? "Every call with this key answers 401."
            : describeReach({
                mode: key.mode,
                scopes: key.scopes,
                networks: key.allowedNetworks.length,
                expiresAt: key.expiresAt ? new Date(key.expiresAt) : null,
                choices: scopes,
              })}
          {key.allowedNetworks.length > 0 && (
            <>
              {" "}
              Networks: <Mono>{key.allowedNetworks.join(", ")}</Mono>.
            </>
          )}
        </Text>
        <section aria-labelledby="secrets">
          <Title order={2} size="h3" mb="sm" id="secrets">
            Secrets
          </Title>
          <SecretTable {...shared} />
        </section>
        <section aria-labelledby="budgets">
          <Group justify="space-between" mb="sm">
            <Title order={2} size="h3" id="budgets">
              Budgets
            </Title>
            {budgets.length > 0 && setBudget}
          </Group>
          <BudgetList budgets={budgets} timeZone={tenantZone(ctx)} action={setBudget} />
        </section>
        <section aria-labelledby="calls">
          <Group justify="space-between" mb="sm">
            <Title order={2} size="h3" id="calls">
              Calls
            </Title>
            <TextLink href={href(`/console/requests?key=${key.id}&mode=${key.mode}&range=${range}`)} size="sm">
              All its requests
            </TextLink>
          </Group>
          {usage.calls === 0 && !key.lastUsedAt ? (
            <EmptyState kind="nothing-yet" title="Never used">
              Its calls appear here a moment after they were answered.
              <CodeBlock code={sampleCall(sampleRoutes, key.scopes, env().GATEWAY_URL, "$API_KEY").curl} label="curl" />
            </EmptyState>
          ) : (
            <>
              <FilterBar
                filters={[
                  { kind: "select", name: "range", label: "Time", options: ranges, fallback: "7d", width: 160 },
                ]}
              />
              <Stack gap="md">
                <UsageChart usage={usage} />
                <KeyUseFigures
                  use={use}
                  codeHref={(code) =>
                    href(`/console/requests?key=${key.id}&mode=${key.mode}&range=${range}&code=${code}`)
                  }
                />
                <RequestTable
                  label={`Requests of ${key.name}`}
                  rows={calls.rows.slice(0, shownCalls)}
                  empty={
                    <EmptyState kind="filtered" title="No call in this time">
                      Look at a longer time.
                    </EmptyState>
                  }
                />
              </Stack>
            </>
          )}
        </section>
      </Stack>
    </>
  );
}
