"use client";

import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { describeAgent } from "@/app/(account)/account/describe-agent";
import { DataTable } from "@/components/ui/data-table";
import { ProblemAlert } from "@/components/ui/problem-alert";
import { RoleBadge } from "@/components/ui/role-badge";
import { Time } from "@/components/ui/time";
import { endOtherSessions, endSession, type SessionView, sessionsQuery } from "@/lib/accounts/client/queries";

/** Where I am signed in; any other session can be ended at once. */
export function SessionList({ initial }: { initial: SessionView[] }) {
  const client = useQueryClient();
  const query = useQuery({ ...sessionsQuery, initialData: { sessions: initial } });
  const onSettled = () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
  const one = useMutation({ mutationFn: endSession, onSettled });
  const others = useMutation({ mutationFn: endOtherSessions, onSettled });
  const { sessions } = query.data;
  return (
    <Stack component="section" gap="sm" aria-labelledby="sessions">
      <Group justify="space-between">
        <div>
          <Title order={2} fz="lg" id="sessions">
            Sessions
          </Title>
          <Text fz="sm" c="dimmed">
            Ending one takes effect with its next request.
          </Text>
        </div>
        <Button
          variant="default"
          disabled={sessions.length < 2}
          loading={others.isPending}
          onClick={() => others.mutate()}
        >
          End all others
        </Button>
      </Group>
      <ProblemAlert error={one.error ?? others.error ?? query.error} />
      <DataTable
        label="Your sessions"
        rows={sessions}
        rowKey={(row) => row.sessionId}
        columns={[
          {
            key: "agent",
            header: "Browser",
            render: (row) => (
              <Group gap="xs" component="span" display="inline-flex">
                {describeAgent(row.userAgent)}
                {row.current ? <RoleBadge role="ok">this one</RoleBadge> : null}
              </Group>
            ),
          },
          { key: "address", header: "Address", render: (row) => row.address ?? "unknown" },
          { key: "seen", header: "Last used", render: (row) => <Time at={row.seenAt} /> },
          { key: "created", header: "Signed in", render: (row) => <Time at={row.createdAt} />, wideOnly: true },
          { key: "end", header: "Ends", render: (row) => <Time at={row.expiresAt} />, wideOnly: true },
          {
            key: "act",
            header: "",
            numeric: true,
            render: (row) =>
              row.current ? null : (
                <Button
                  variant="default"
                  size="xs"
                  aria-label={`End the session of ${describeAgent(row.userAgent)}`}
                  onClick={() => one.mutate(row.sessionId)}
                >
                  End
                </Button>
              ),
          },
        ]}
      />
    </Stack>
  );
}
