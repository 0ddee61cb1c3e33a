import { Stack, Title } from "@mantine/core";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { Warning } from "@/components/deeds/warning";
import { NodeTable } from "@/components/ledger/node-table";
import { OrphanTable } from "@/components/ledger/orphan-table";
import { RuleTable } from "@/components/ledger/rule-table";
import { AutoRefresh } from "@/components/today/auto-refresh";
import { PageHeader } from "@/components/ui/page-header";
import { Time } from "@/components/ui/time";
import { hasStaffPermission } from "@/lib/accounts/permissions";
import { getLedger } from "@/lib/metering/server/get-ledger";

export const metadata: Metadata = { title: "Ledger" };

export default async function LedgerPage() {
  const ctx = await pageCtx({ staff: true });
  const { asOf, heldSince, rules, nodes, orphans } = await getLedger(ctx);
  const mayAct = ctx.actor.staffRole !== null && hasStaffPermission(ctx.actor.staffRole, "staff:ledger");
  return (
    <>
      <AutoRefresh everyMs={10_000} />
      <PageHeader
        title="Ledger"
        description={
          <>
            Whether every unit is accounted for. The worker asks each rule every minute, and of everything once a day;
            it corrects nothing. As of <Time at={asOf} form="instant" />.
          </>
        }
      />
      <Stack gap="lg">
        {heldSince && (
          <Warning title="The database was replaced by an older copy">
            No units are granted until every gateway has told what it holds, for at most a minute. Waiting since{" "}
            <Time at={heldSince} form="instant" />.
          </Warning>
        )}
        <section aria-labelledby="rules-title">
          <Title order={2} size="h3" mb="sm" id="rules-title">
            Rules
          </Title>
          <RuleTable rules={rules} />
        </section>
        <section aria-labelledby="orphans-title">
          <Title order={2} size="h3" mb="sm" id="orphans-title">
            Leases of lost nodes
          </Title>
          <OrphanTable rows={orphans} mayAct={mayAct} />
        </section>
        <section aria-labelledby="nodes-title">
          <Title order={2} size="h3" mb="sm" id="nodes-title">
            Gateway nodes
          </Title>
          <NodeTable rows={nodes} mayAct={mayAct} />
        </section>
      </Stack>
    </>
  );
}
