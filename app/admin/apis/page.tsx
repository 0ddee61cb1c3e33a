import { Text } from "@mantine/core";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { ApiDialog } from "@/components/catalog/api-dialog";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Mono } from "@/components/ui/mono";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { listApis } from "@/lib/catalog/server/list-apis";
import { env } from "@/lib/env";

export const metadata: Metadata = { title: "APIs" };

export default async function ApisPage() {
  const ctx = await pageCtx({ staff: true });
  const apis = await listApis(ctx);
  const gatewayUrl = env().GATEWAY_URL;
  return (
    <>
      <PageHeader
        title="APIs"
        description="What is sold: a base path at the gateway and the upstream behind it."
        actions={<ApiDialog gatewayUrl={gatewayUrl} />}
      />
      <DataTable
        label="APIs"
        rows={apis}
        rowKey={(api) => api.id}
        rowHref={(api) => `/admin/apis/${api.id}`}
        columns={[
          { key: "name", header: "API", render: (api) => api.name },
          { key: "path", header: "At the gateway", render: (api) => <Mono>{`/${api.slug}`}</Mono> },
          { key: "upstream", header: "Upstream", render: (api) => <Mono>{api.upstreamUrl}</Mono> },
          {
            key: "routes",
            header: "Routes",
            numeric: true,
            render: (api) => (api.freeRoutes > 0 ? `${api.routes} (${api.freeRoutes} free)` : api.routes),
          },
          {
            key: "credential",
            header: "Credential",
            wideOnly: true,
            render: (api) =>
              api.upstreamSecretSetAt ? (
                <Text size="sm">
                  <Mono>{api.upstreamHeader}</Mono>, set <Time at={api.upstreamSecretSetAt} form="day" />
                </Text>
              ) : (
                "–"
              ),
          },
        ]}
        empty={
          <EmptyState kind="nothing-yet" title="No api yet" action={<ApiDialog gatewayUrl={gatewayUrl} />}>
            Register an upstream, give it routes, and calls to <Mono>{gatewayUrl}</Mono> are forwarded to it. The{" "}
            <TextLink href="/docs">docs</TextLink> show a first call.
          </EmptyState>
        }
      />
    </>
  );
}
