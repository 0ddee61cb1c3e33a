import { Paper, Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { listOtherProviders } from "@/app/_auth/providers";
import { LinkProvider } from "@/app/(account)/account/link-provider";
import { SessionList } from "@/app/(account)/account/session-list";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { RoleBadge } from "@/components/ui/role-badge";
import { listSessions } from "@/lib/accounts/server/list-sessions";

export const metadata: Metadata = { title: "Account" };

/** Who I am here, where I am signed in, and how to end it. */
export default async function AccountPage() {
  const ctx = await pageCtx({ account: true });
  const { actor, memberships } = ctx;
  const { sessions } = await listSessions(ctx);
  const providers = listOtherProviders();
  return (
    <>
      <PageHeader title="Account" description={`${actor.name} · ${actor.email}`} />
      <Stack gap="lg">
        {memberships.length === 0 && actor.staffRole === null ? (
          <EmptyState kind="unavailable" title="You are not a member of any tenant">
            An owner or admin of a tenant can add you with this e-mail address: {actor.email}.
          </EmptyState>
        ) : (
          <Paper component="section" aria-labelledby="roles">
            <Title order={2} fz="lg" id="roles" mb="sm">
              Roles
            </Title>
            <Stack gap="xs" align="flex-start">
              {actor.staffRole === null ? null : <RoleBadge role="info">staff · {actor.staffRole}</RoleBadge>}
              {memberships.map(({ tenantId, tenantName, role }) => (
                <Text key={tenantId} fz="sm">
                  {tenantName} · {role}
                </Text>
              ))}
            </Stack>
          </Paper>
        )}
        <SessionList initial={sessions} />
        {providers.length > 0 ? <LinkProvider providers={providers} /> : null}
      </Stack>
    </>
  );
}
