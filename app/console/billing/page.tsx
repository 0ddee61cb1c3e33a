import { Group, Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { z } from "zod";
import { pageCtx } from "@/app/_auth/page-ctx";
import { Pages } from "@/app/_parts/pages";
import { readSearch, type SearchParams } from "@/app/_parts/read-search";
import { HeldPlanLines } from "@/app/console/_parts/held-plan-lines";
import { ContactCard } from "@/components/billing/contact-card";
import { LeaveButton } from "@/components/billing/leave-button";
import { MoneyFacts } from "@/components/billing/money-facts";
import { whoPays } from "@/components/billing/who-pays";
import { BillingDetails } from "@/components/invoices/billing-details";
import { CardList } from "@/components/invoices/card-list";
import { describeCard } from "@/components/invoices/describe-card";
import { InvoiceTable } from "@/components/invoices/invoice-table";
import { PayNow } from "@/components/invoices/pay-now";
import { StatementTable } from "@/components/invoices/statement-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { hasMemberPermission } from "@/lib/accounts/permissions";
import { listMembers } from "@/lib/accounts/server/list-members";
import type { TenantMember } from "@/lib/accounts/views";
import { memberPath } from "@/lib/billing/client/queries";
import { getBilling } from "@/lib/billing/server/account/get-billing";
import { listInvoices } from "@/lib/billing/server/invoices/list-invoices";
import { listStatements } from "@/lib/billing/server/manual/list-statements";
import type { InvoiceView } from "@/lib/billing/views";
import { env } from "@/lib/env";

export const metadata: Metadata = { title: "Billing" };

const PageInput = z.object({ after: z.string().max(200), checkout: z.literal("cancelled"), card: z.literal("saved") });

export default async function BillingPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageCtx();
  const tenantId = ctx.tenant?.id ?? "";
  const search = await readSearch(PageInput, searchParams);
  if (ctx.tenant && !hasMemberPermission(ctx.tenant.role, "invoices:read"))
    return <NotForThisRole members={await listMembers(ctx)} />;
  const [billing, invoices, statements, members] = await Promise.all([
    getBilling(ctx),
    listInvoices(ctx, search.after ? { after: search.after } : {}),
    listStatements(ctx),
    listMembers(ctx),
  ]);
  const mayWrite = ctx.tenant !== null && hasMemberPermission(ctx.tenant.role, "billing:write");
  const byCard = billing.mode !== "manual";
  const payable = billing.openInvoices.filter((invoice) => invoice.billedBy === "stripe");
  const charged = billing.cards.find((card) => card.isDefault);
  return (
    <>
      <PageHeader
        title="Billing"
        description={byCard ? "Invoices, cards and who is billed." : "Invoices and statements."}
      />
      <Stack gap="xl">
        {search.checkout && <Text role="status">The page was left. Nothing was charged and nothing changed.</Text>}
        {search.card && <Text role="status">The card was saved. It is charged from now on.</Text>}
        <HeldPlanLines billing={billing} tenantId={tenantId} billingHref="#pay" mayWrite={false} />
        {payable.length > 0 && byCard && (
          <section aria-labelledby="pay">
            <Title order={2} size="h3" mb="sm" id="pay">
              To be paid
            </Title>
            {mayWrite ? (
              <PayNow tenantId={tenantId} invoices={payable} card={charged ? describeCard(charged) : null} />
            ) : (
              <Text>{`${whoPays(members)} pays.`}</Text>
            )}
          </section>
        )}
        {byCard && (
          <section aria-labelledby="card">
            <Group justify="space-between" mb="sm">
              <Title order={2} size="h3" id="card">
                Cards
              </Title>
              {mayWrite && (
                <LeaveButton path={memberPath(tenantId, "checkout/card")} variant="default">
                  {billing.cards.length === 0 ? "Add a card" : "Use another card"}
                </LeaveButton>
              )}
            </Group>
            {billing.cards.length === 0 ? (
              <EmptyState kind="nothing-yet" title="No card">
                A card is entered on the payment provider&apos;s page, when a plan or credits are bought or with the
                button above. Its number never comes here.
              </EmptyState>
            ) : (
              <CardList cards={billing.cards} now={billing.now} />
            )}
          </section>
        )}
        <section aria-labelledby="invoices">
          <Title order={2} size="h3" mb="sm" id="invoices">
            Invoices
          </Title>
          <InvoiceTable
            label="Invoices of your account"
            rows={byCard ? invoices.rows : invoices.rows.map(withoutProvider)}
            pathOf={(invoice, what) => memberPath(tenantId, `billing/invoices/${invoice.id}/${what}`)}
            empty={
              <EmptyState kind="nothing-yet" title="No invoice yet">
                {byCard
                  ? "The first one comes with the first payment."
                  : "The operator invoices by hand; what is recorded stands here."}
              </EmptyState>
            }
            footer={<Pages path="/console/billing" search={{ ...search, tenant: tenantId }} next={invoices.next} />}
          />
        </section>
        {statements.length > 0 && (
          <section aria-labelledby="statements">
            <Title order={2} size="h3" mb="sm" id="statements">
              Statements
            </Title>
            <StatementTable label="Statements by period" rows={statements} empty={null} />
          </section>
        )}
        {byCard && (
          <section aria-labelledby="details">
            <Group justify="space-between" mb="sm">
              <Title order={2} size="h3" id="details">
                Who is billed
              </Title>
              {mayWrite && billing.syncedAt !== null && (
                <LeaveButton path={memberPath(tenantId, "billing/portal")} body={{ flow: "details" }} variant="default">
                  Change address and tax id
                </LeaveButton>
              )}
            </Group>
            <BillingDetails details={billing.billingDetails} tax={billing.tax} />
          </section>
        )}
        <ContactCard title="Questions about an invoice" contactUrl={billing.contactUrl}>
          {billing.contactUrl
            ? "The operator answers them; name the invoice's number."
            : "Ask your contact at the operator; name the invoice's number."}
        </ContactCard>
        <MoneyFacts billing={billing} />
      </Stack>
    </>
  );
}

/** Invoices are named by calls that were refused: who follows such a link learns whom to ask. */
function NotForThisRole({ members }: { members: readonly TenantMember[] }) {
  const contactUrl = env().CONTACT_URL ?? null;
  return (
    <>
      <PageHeader title="Billing" description="Invoices and who is billed." />
      <Stack gap="xl">
        <EmptyState kind="unavailable" title="Invoices are for other roles">
          {`Owners, admins and the billing role of your account see invoices. To have one paid, ask ${whoPays(members)}. What the plan holds stands under Plan.`}
        </EmptyState>
        <ContactCard title="Questions to the operator" contactUrl={contactUrl}>
          {contactUrl ? "The operator answers them." : "Ask your contact at the operator."}
        </ContactCard>
      </Stack>
    </>
  );
}

/** While no provider is connected, its pages cannot be asked for. */
const withoutProvider = (invoice: InvoiceView): InvoiceView => ({
  ...invoice,
  hasPages: invoice.hasPages && invoice.billedBy === "manual",
});
