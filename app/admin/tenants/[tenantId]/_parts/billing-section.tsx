import { Anchor, Group, Stack, Text, Title } from "@mantine/core";
import { money } from "@/components/billing/describe-money";
import { describeTopUp } from "@/components/credits/describe-top-up";
import { CardList } from "@/components/invoices/card-list";
import { StatementTable } from "@/components/invoices/statement-table";
import { SyncButton } from "@/components/staff-billing/sync-button";
import { RecordInvoiceDialog } from "@/components/staff-invoices/record-invoice-dialog";
import { StaffInvoiceTable } from "@/components/staff-invoices/staff-invoice-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Mono } from "@/components/ui/mono";
import { RoleBadge } from "@/components/ui/role-badge";
import { Time } from "@/components/ui/time";
import type { StaffBillingView } from "@/lib/billing/staff-views";

type Props = {
  billing: StaffBillingView;
  tenantId: string;
  tenantName: string;
  mayRefund: boolean;
  mayRecord: boolean;
};

/** Papers, cards and statements of one tenant, and when they were last compared with the provider. */
export function BillingSection({ billing, tenantId, tenantName, mayRefund, mayRecord }: Props) {
  const byCard = billing.mode !== "manual";
  const topUp = billing.topUp && describeTopUp(billing.topUp);
  return (
    <section aria-labelledby="billing">
      <Group justify="space-between" mb="sm" align="flex-start">
        <div>
          <Title order={2} size="h3" id="billing">
            Billing
          </Title>
          {byCard && (
            <Text fz="sm" c="dimmed" component="div">
              {billing.stripeCustomerId === null ? (
                "No customer at the payment provider yet."
              ) : (
                <>
                  <Mono>{billing.stripeCustomerId}</Mono>
                  {billing.syncedAt !== null && (
                    <>
                      , compared <Time at={billing.syncedAt} />
                    </>
                  )}
                  {billing.balance !== null && billing.balance.amountMinor !== 0 && describeBalance(billing.balance)}.
                </>
              )}
              {billing.clockOffsetSeconds !== 0 && (
                <>
                  {" "}
                  Billing time was moved: it is <Time at={billing.now} form="moment" />.
                </>
              )}
            </Text>
          )}
        </div>
        {byCard && billing.stripeCustomerId !== null && <SyncButton tenantId={tenantId} />}
      </Group>
      <Stack gap="md">
        {billing.cards.length > 0 && <CardList cards={billing.cards} now={billing.now} />}
        {topUp && (
          <Text fz="sm" component="div">
            {topUp.title} <RoleBadge role={topUp.role}>{topUp.word}</RoleBadge> {topUp.sentence}
          </Text>
        )}
        <StaffInvoiceTable
          label={`Invoices of ${tenantName}`}
          rows={billing.invoices}
          mayRefund={mayRefund}
          ofOneTenant
          empty={
            <EmptyState kind="nothing-yet" title="No invoice yet">
              {byCard
                ? "The first payment brings one; those billed by hand are recorded."
                : "Record one once it is written."}
            </EmptyState>
          }
        />
        {billing.statements.length > 0 && (
          <Anchor href={`/api/admin/tenants/${tenantId}/statements.csv`} fz="sm">
            Statements as a file (CSV)
          </Anchor>
        )}
        {billing.statements.length > 0 && (
          <StatementTable
            label={`Statements of ${tenantName}`}
            rows={billing.statements}
            empty={null}
            {...(mayRecord
              ? {
                  acts: (row) =>
                    row.invoiceId === null ? (
                      <RecordInvoiceDialog
                        tenantId={tenantId}
                        tenantName={tenantName}
                        price={row.total}
                        statementId={row.id}
                      />
                    ) : (
                      "recorded"
                    ),
                }
              : {})}
          />
        )}
      </Stack>
    </section>
  );
}

/** The provider counts what a customer has to its credit as negative. */
const describeBalance = (balance: NonNullable<StaffBillingView["balance"]>): string => {
  const amount = money({ ...balance, amountMinor: Math.abs(balance.amountMinor) });
  return `, ${amount} ${balance.amountMinor < 0 ? "to its credit" : "carried to its next invoice"}`;
};
