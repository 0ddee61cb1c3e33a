import { Stack } from "@mantine/core";
import type { Metadata } from "next";
import type { SearchParams } from "@/app/_parts/read-search";
import { readPage } from "@/app/admin/revenue/_parts/read-page";
import { StackedTimeChart } from "@/components/charts/stacked-time-chart";
import { CardMonths } from "@/components/revenue/card-months";
import { CohortTable } from "@/components/revenue/cohort-table";
import { CurrencySwitch } from "@/components/revenue/currency-switch";
import { describeCount, describeFailure, describeMoney, describePart } from "@/components/revenue/describe-revenue";
import { GraceTable } from "@/components/revenue/grace-table";
import { RecoveryTiles } from "@/components/revenue/recovery-tiles";
import { revenueQuery, stepQuery } from "@/components/revenue/revenue-query";
import { RevenueTabs } from "@/components/revenue/revenue-tabs";
import { Section } from "@/components/revenue/section";
import { ScopeBar } from "@/components/scope/scope-bar";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import { RevenueInput } from "@/lib/analytics/revenue-inputs";
import { getRecovery } from "@/lib/analytics/server/revenue/get-recovery";

export const metadata: Metadata = { title: "Recovery" };

const path = "/admin/revenue/recovery";
const api = "/api/admin/revenue";
const series = [
  { name: "paid", label: "Paid at the first attempt", family: "allowed" },
  { name: "failed", label: "First attempt failed", family: "overdue" },
] as const;
const description =
  "Failed payments and what became of them. Amounts of invoices include tax: they are what was asked for.";

export default async function RecoveryPage({ searchParams }: { searchParams: SearchParams }) {
  const { view, values, refused } = await readPage({
    searchParams,
    input: RevenueInput,
    load: getRecovery,
    path,
    header: <PageHeader title="Recovery" description={description} />,
  });
  if (refused) return refused;
  const query = revenueQuery(view, values);
  const head = (
    <>
      <PageHeader
        title="Recovery"
        description={description}
        actions={<RevenueTabs active="recovery" query={Object.keys(values).length > 0 ? query : ""} />}
      />
      <ScopeBar
        {...{ range: view.range, from: view.from, to: view.to, zone: view.zone, asOf: view.asOf }}
        ranges={["30d", "90d", "12m"]}
        fallback="12m"
        byDay={false}
      />
    </>
  );
  const { currency } = view;
  if (currency === null) {
    return (
      <>
        {head}
        <EmptyState kind="nothing-yet" title="No invoice was ever collected">
          The first invoice that is charged to a card, or falls due by hand, starts this page.
        </EmptyState>
      </>
    );
  }
  const failedHref = (over: Record<string, string | undefined> = {}) =>
    `/admin/revenue/failed?${revenueQuery(view, values, over)}`;
  return (
    <>
      {head}
      <CurrencySwitch view={view} hrefOf={(each) => `${path}?${revenueQuery(view, { ...values, currency: each })}`} />
      <Stack gap="xl">
        <RecoveryTiles view={view} currency={currency} failedHref={failedHref()} />
        {view.attempted === 0 ? (
          <EmptyState kind="filtered" title="No invoice was first collected in this window">
            A longer window, or another currency, may hold some.
          </EmptyState>
        ) : (
          <StackedTimeChart
            title="First attempts"
            sentence={`${describePart(view.failed, view.attempted)} first attempts failed, ${describeMoney(view.failedMinor, currency)} of ${describeMoney(view.attemptedMinor, currency)}. By the day of the first attempt; of an invoice by hand, by its due date.`}
            zone={view.zone}
            step={view.step}
            buckets={view.steps.map(({ start, end, elapsed, attempted, failed }) => ({
              start,
              end,
              elapsed,
              n: attempted,
              values: { paid: attempted - failed, failed },
            }))}
            series={series}
            csvHref={`${api}/attempts.csv?${query}`}
            height={200}
          />
        )}
        <Section
          id="cohorts"
          title="Recovered by month of failure"
          sentence="Of the invoices that failed in a month: how many were paid within so many days of their first failure. A cell is told once every invoice of its row is old enough, so a row never falls from left to right. The last row holds what failed 30 days ago or longer."
          csvHref={`${api}/recovery.csv?${query}`}
        >
          <CohortTable
            label="Recovered by month of failure"
            rows={[...view.cohorts, ...(view.total.counted > 0 ? [view.total] : [])]}
            currency={currency}
            zone={view.zone}
            hrefOf={({ start, end }) =>
              end
                ? `/admin/revenue/failed?${stepQuery(view, values, { start: start ?? view.from, end }, { step: undefined })}`
                : failedHref()
            }
            empty={
              <EmptyState kind="nothing-yet" title="No failed payment in this window">
                {view.cards.length > 0 ? (
                  <TextLink href="#cards">
                    {describeCount(
                      view.cards.reduce((sum, { tenants }) => sum + tenants, 0),
                      "card",
                    )}{" "}
                    expire before the next charge
                  </TextLink>
                ) : (
                  "No card expires before its next charge."
                )}
              </EmptyState>
            }
          />
        </Section>
        {view.causes.length > 0 ? (
          <Section
            id="causes"
            title="Recovered by reason"
            sentence="By what the bank said of the first failure. Cells are shares of what failed 30 days ago or longer."
          >
            <CohortTable
              label="Recovered by reason"
              rows={view.causes}
              currency={currency}
              zone={view.zone}
              nameOf={({ name }) => describeFailure(name)}
              hrefOf={({ name }) => failedHref({ cause: name })}
            />
          </Section>
        ) : null}
        <Section
          id="grace"
          title="Grace that ends"
          sentence="Payment is late and calls still go on; the one that stops first on top. An exception that keeps access open moves the end."
          csvHref={`${api}/grace.csv?${query}`}
        >
          <GraceTable rows={view.grace} currency={currency} zone={view.zone} />
        </Section>
        <Section
          id="cards"
          title="Cards that expire before the next charge"
          sentence={`${describeMoney(view.exposedMinor, currency)} of ${describeMoney(view.mrrMinor, currency)} MRR depends on cards that end before they are charged next. ${describeCount(view.cardHolders, "paying tenant")} with a card. Of a tenant with several cards the last one to expire counts.`}
          csvHref={`${api}/cards.csv?${query}`}
        >
          <CardMonths months={view.cards} currency={currency} />
        </Section>
      </Stack>
    </>
  );
}
