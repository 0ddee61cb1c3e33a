import { Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { z } from "zod";
import { pageCtx } from "@/app/_auth/page-ctx";
import { Pages } from "@/app/_parts/pages";
import { readSearch, type SearchParams } from "@/app/_parts/read-search";
import { tenantZone } from "@/app/console/_parts/tenant-zone";
import { ContactCard } from "@/components/billing/contact-card";
import { MoneyFacts } from "@/components/billing/money-facts";
import { whoPays } from "@/components/billing/who-pays";
import { CreditMoveTable } from "@/components/credits/move-table";
import { PackList } from "@/components/credits/pack-list";
import { TopUpCard } from "@/components/credits/top-up-card";
import { describeCard } from "@/components/invoices/describe-card";
import { CreditLotTable, NoCredits } from "@/components/tenants/credit-lot-table";
import { describeCredits } from "@/components/ui/describe-credits";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { RoleBadge } from "@/components/ui/role-badge";
import { hasMemberPermission } from "@/lib/accounts/permissions";
import { listMembers } from "@/lib/accounts/server/list-members";
import { getBilling } from "@/lib/billing/server/account/get-billing";
import { getTopUp } from "@/lib/billing/server/credits/get-top-up";
import { listCreditMoves } from "@/lib/billing/server/credits/list-credit-moves";
import { listCreditPacks } from "@/lib/billing/server/credits/list-credit-packs";
import { getCredits } from "@/lib/entitlements/server/get-credits";
import { getHeldPlan } from "@/lib/entitlements/server/get-held-plan";
import { idInput } from "@/lib/id-input";

export const metadata: Metadata = { title: "Credits" };

const PageInput = z.object({ after: z.string().max(200), from: idInput("request"), checkout: z.literal("cancelled") });

export default async function CreditsPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageCtx();
  const tenantId = ctx.tenant?.id ?? "";
  const search = await readSearch(PageInput, searchParams);
  const [credits, { entitlements }, billing, packs, topUp, moves, members] = await Promise.all([
    getCredits(ctx),
    getHeldPlan(ctx),
    getBilling(ctx),
    listCreditPacks(ctx),
    getTopUp(ctx),
    listCreditMoves(ctx, search.after ? { after: search.after } : {}),
    listMembers(ctx),
  ]);
  const takers = entitlements.filter((row) => row.creditMicroPerUnit !== null);
  const mayBuy = ctx.tenant !== null && hasMemberPermission(ctx.tenant.role, "billing:write");
  const onSale = billing.mode !== "manual" && packs.length > 0;
  const charged = billing.cards.find((card) => card.isDefault);
  const inDebt = credits.left.startsWith("-");
  return (
    <>
      <PageHeader
        title="Credits"
        aside={<RoleBadge role={inDebt ? "act" : "calm"}>{`${describeCredits(credits.left)} left`}</RoleBadge>}
        description={
          takers.length > 0
            ? `Use paid in advance. They pay for live calls of ${takers.map(({ name }) => name).join(", ")} once the included units are used.`
            : "Use paid in advance. Nothing in your plan takes credits; what is bought is kept until it ends."
        }
      />
      <Stack gap="xl">
        {search.checkout && <Text role="status">The payment page was left. Nothing was charged.</Text>}
        {inDebt && (
          <Text role="alert" style={{ color: "var(--role-act-text)" }}>
            More was refunded than was left. Calls that need credits are refused until the debt is covered.
          </Text>
        )}
        {onSale && (
          <section aria-labelledby="packs">
            <Title order={2} size="h3" mb="sm" id="packs">
              Buy credits
            </Title>
            {!mayBuy && (
              <Text c="dimmed" mb="sm">
                {`${whoPays(members)} buys credits.`}
              </Text>
            )}
            <PackList tenantId={tenantId} packs={packs} mayBuy={mayBuy} fromRequestId={search.from ?? null} />
          </section>
        )}
        {onSale && (
          <div>
            <TopUpCard
              tenantId={tenantId}
              topUp={topUp}
              packs={packs}
              card={charged ? describeCard(charged) : null}
              mayWrite={mayBuy}
            />
          </div>
        )}
        <section aria-labelledby="lots">
          <Title order={2} size="h3" mb="sm" id="lots">
            Lots, in the order in which they are used
          </Title>
          <CreditLotTable
            label="Credit lots"
            lots={credits.lots}
            timeZone={tenantZone(ctx)}
            empty={
              <NoCredits>
                {onSale
                  ? "What is bought stands here, with its end if it has one."
                  : "The operator adds credits by hand; calls follow within a second."}
              </NoCredits>
            }
          />
        </section>
        <section aria-labelledby="ledger">
          <Title order={2} size="h3" mb="sm" id="ledger">
            What came and went
          </Title>
          <CreditMoveTable
            rows={moves.rows}
            empty={
              <EmptyState kind="nothing-yet" title="Nothing yet">
                Purchases, uses by day and what expired are listed here.
              </EmptyState>
            }
            footer={<Pages path="/console/credits" search={{ ...search, tenant: tenantId }} next={moves.next} />}
          />
        </section>
        {!onSale && (
          <ContactCard title="Get credits" contactUrl={billing.contactUrl}>
            {billing.contactUrl
              ? "The operator adds credits by hand; calls follow within a second."
              : "The operator adds credits by hand. Ask your contact there; calls follow within a second."}
          </ContactCard>
        )}
        <MoneyFacts billing={billing} {...(packs[0] ? { currency: packs[0].price.currency } : {})} />
      </Stack>
    </>
  );
}
