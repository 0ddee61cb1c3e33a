import { Box } from "@mantine/core";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { tenantHref } from "@/app/console/_parts/tenant-href";
import { CreateKeyForm } from "@/components/keys/create-key-form";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { hasMemberPermission } from "@/lib/accounts/permissions";
import { env } from "@/lib/env";
import { listMeters } from "@/lib/keys/server/list-meters";
import { listSampleRoutes } from "@/lib/keys/server/list-sample-routes";
import { listScopes } from "@/lib/keys/server/list-scopes";

export const metadata: Metadata = { title: "Create key" };

export default async function NewKeyPage() {
  const ctx = await pageCtx();
  const { tenant } = ctx;
  const [scopes, meters, sampleRoutes] = await Promise.all([listScopes(ctx), listMeters(ctx), listSampleRoutes(ctx)]);
  return (
    <>
      <PageHeader title="Create key" back={{ href: tenantHref(ctx)("/console/keys"), label: "Keys" }} />
      {tenant && hasMemberPermission(tenant.role, "keys:write") ? (
        <Box maw={720}>
          <CreateKeyForm
            tenantId={tenant.id}
            scopes={scopes}
            meters={meters}
            sampleRoutes={sampleRoutes}
            gatewayUrl={env().GATEWAY_URL}
            mayNeverExpire={tenant.role !== "developer"}
            now={ctx.now.toISOString()}
          />
        </Box>
      ) : (
        <EmptyState kind="unavailable" title="Your role does not make keys">
          Owners, admins and developers of this account do.
        </EmptyState>
      )}
    </>
  );
}
