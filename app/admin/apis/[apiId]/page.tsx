import { Group, Text } from "@mantine/core";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { orNotFound } from "@/app/_parts/or-not-found";
import { ApiDialog } from "@/components/catalog/api-dialog";
import { RouteDialog } from "@/components/catalog/route-dialog";
import { ConfirmDeed } from "@/components/deeds/confirm-deed";
import { DataTable } from "@/components/ui/data-table";
import { describeNumber } from "@/components/ui/describe-units";
import { EmptyState } from "@/components/ui/empty-state";
import { Mono } from "@/components/ui/mono";
import { PageHeader } from "@/components/ui/page-header";
import { RoleBadge } from "@/components/ui/role-badge";
import { Time } from "@/components/ui/time";
import { getApi } from "@/lib/catalog/server/get-api";
import { listFeatures } from "@/lib/catalog/server/list-features";
import { formatStatusPairs } from "@/lib/catalog/status-pairs";
import type { RouteView } from "@/lib/catalog/views";
import { env } from "@/lib/env";

export const metadata: Metadata = { title: "API" };

/** A fixed cost, or where the upstream tells it and the most that it may be. */
function Cost({ route: { featureId, costUnits, costHeader } }: { route: RouteView }) {
  if (featureId === null) return "–";
  if (costHeader === null) return describeNumber(costUnits);
  return (
    <>
      up to {describeNumber(costUnits)}
      <Text size="xs" c="dimmed">
        by <Mono>{costHeader}</Mono>
      </Text>
    </>
  );
}

export default async function ApiPage({ params }: { params: Promise<{ apiId: string }> }) {
  const ctx = await pageCtx({ staff: true });
  const [api, features] = await Promise.all([orNotFound(getApi(ctx, await params)), listFeatures(ctx)]);
  const names = new Map(features.map((feature) => [feature.id, feature]));
  const gatewayUrl = env().GATEWAY_URL;
  return (
    <>
      <PageHeader
        title={api.name}
        back={{ href: "/admin/apis", label: "APIs" }}
        aside={api.archivedAt && <RoleBadge role="calm">archived</RoleBadge>}
        description={
          <>
            <Mono>{`${gatewayUrl}/${api.slug}`}</Mono> → <Mono>{api.upstreamUrl}</Mono>
            {api.upstreamSecretSetAt && (
              <Text size="sm" component="span">
                {" · "}credential in <Mono>{api.upstreamHeader}</Mono>, set on{" "}
                <Time at={api.upstreamSecretSetAt} form="day" />
              </Text>
            )}
          </>
        }
        actions={
          !api.archivedAt && (
            <>
              <ConfirmDeed
                open="Archive"
                title={`Archive ${api.name}`}
                consequence={`Its ${api.routes.length} routes stop at once: every call to /${api.slug} answers 404. This cannot be undone, and the slug stays taken.`}
                submitLabel="Archive api"
                done={`${api.name} was archived.`}
                deed={{ method: "DELETE", path: `/api/admin/apis/${api.id}` }}
                typed={api.slug}
                button={{ variant: "default" }}
              />
              <ApiDialog api={api} gatewayUrl={gatewayUrl} />
              <RouteDialog apiId={api.id} features={features} />
            </>
          )
        }
      />
      <DataTable
        label="Routes"
        rows={api.routes}
        rowKey={(route) => route.id}
        columns={[
          {
            key: "route",
            header: "Route",
            render: (route) => (
              <Mono>
                <b>{route.method}</b> {route.path}
              </Mono>
            ),
          },
          {
            key: "feature",
            header: "Feature",
            render: (route) =>
              route.featureId ? (
                (names.get(route.featureId)?.name ?? <Mono>{route.featureId}</Mono>)
              ) : (
                <RoleBadge role="calm">free</RoleBadge>
              ),
          },
          { key: "cost", header: "Cost", numeric: true, render: (route) => <Cost route={route} /> },
          { key: "scope", header: "Scope", render: (route) => (route.scope ? <Mono>{route.scope}</Mono> : "any key") },
          {
            key: "charged",
            header: "Charged",
            wideOnly: true,
            render: (route) => <Mono>{formatStatusPairs(route.chargedStatuses) || "never"}</Mono>,
          },
          {
            key: "acts",
            header: "Change",
            render: (route) => (
              <Group gap="xs" wrap="nowrap">
                <RouteDialog apiId={api.id} route={route} features={features} />
                <ConfirmDeed
                  open="Archive"
                  openAria={`Archive route ${route.method} ${route.path}`}
                  title={`Archive ${route.method} ${route.path}`}
                  consequence="Calls to it answer 404 or 405 at once. This cannot be undone; the same route can be added again."
                  submitLabel="Archive route"
                  done="The route was archived."
                  deed={{ method: "DELETE", path: `/api/admin/routes/${route.id}` }}
                />
              </Group>
            ),
          },
        ]}
        empty={
          <EmptyState
            kind="nothing-yet"
            title="No route yet"
            action={<RouteDialog apiId={api.id} features={features} />}
          >
            Only calls that match a route are forwarded. Begin with one method and path.
          </EmptyState>
        }
      />
    </>
  );
}
