import { Paper, SimpleGrid, Stack } from "@mantine/core";
import type { Metadata } from "next";
import type { SearchParams } from "@/app/_parts/read-search";
import { readPage } from "@/app/admin/revenue/_parts/read-page";
import { MovementChart } from "@/components/charts/movement-chart";
import { StackedTimeChart } from "@/components/charts/stacked-time-chart";
import { CurrencySwitch } from "@/components/revenue/currency-switch";
import { DepartureTable, QuietTenants } from "@/components/revenue/departure-table";
import { describeMovement } from "@/components/revenue/describe-movement";
import { describeCount, describeMoney } from "@/components/revenue/describe-revenue";
import { MovementTable } from "@/components/revenue/movement-table";
import { MovementTiles } from "@/components/revenue/movement-tiles";
import { PlanMixTable } from "@/components/revenue/plan-mix-table";
import { RetentionTable } from "@/components/revenue/retention-table";
import { revenueQuery, stepQuery } from "@/components/revenue/revenue-query";
import { RevenueTabs } from "@/components/revenue/revenue-tabs";
import { Section } from "@/components/revenue/section";
import { ScopeBar } from "@/components/scope/scope-bar";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { RevenueInput } from "@/lib/analytics/revenue-inputs";
import { getMovement } from "@/lib/analytics/server/revenue/get-movement";

export const metadata: Metadata = { title: "Revenue" };

const path = "/admin/revenue";
const api = "/api/admin/revenue";
const up = [
  { name: "newMinor", label: "New", family: "up" },
  { name: "expansionMinor", label: "Expansion", family: "up-more" },
  { name: "reactivationMinor", label: "Reactivation", family: "credits" },
] as const;
const down = [
  { name: "churnMinor", label: "Churn", family: "down" },
  { name: "contractionMinor", label: "Contraction", family: "down-more" },
] as const;
const beside = [
  { name: "overageMinor", label: "Overage", family: "quota" },
  { name: "creditsMinor", label: "Credits bought", family: "credits" },
] as const;
const description = "Recurring revenue and how it moved, usage apart from it. Amounts are without tax.";

export default async function RevenuePage({ searchParams }: { searchParams: SearchParams }) {
  const { view, values, refused } = await readPage({
    searchParams,
    input: RevenueInput,
    load: getMovement,
    path,
    header: <PageHeader title="Revenue" description={description} />,
  });
  if (refused) return refused;
  const query = revenueQuery(view, values);
  const head = (
    <>
      <PageHeader
        title="Revenue"
        description={description}
        actions={<RevenueTabs active="movement" query={Object.keys(values).length > 0 ? query : ""} />}
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
        <EmptyState kind="nothing-yet" title="No revenue yet">
          The first paid invoice starts this page. A tenant on a plan with a price that is billed, by card or by hand,
          counts from its first day; a trial does not.
        </EmptyState>
      </>
    );
  }
  const changes = (over: Record<string, string | undefined>) =>
    `${path}/changes?${revenueQuery(view, values, { currency: values.currency, ...over })}`;
  const payers = (over: Record<string, string | undefined> = {}) => {
    const at = Object.entries({ tz: values.tz, currency: values.currency, ...over });
    const text = new URLSearchParams(at.filter((pair): pair is [string, string] => !!pair[1])).toString();
    return text ? `${path}/tenants?${text}` : `${path}/tenants`;
  };
  const buckets = (steps: readonly { start: string; end: string; elapsed: number }[]) =>
    steps.map((step) => {
      const values = step as unknown as Record<string, number>;
      const names = [...up, ...down, ...beside].map(({ name }) => name).filter((name) => name in step);
      return {
        start: step.start,
        end: step.end,
        elapsed: step.elapsed,
        values: Object.fromEntries(names.map((name) => [name, values[name] ?? 0])),
      };
    });
  const usageSentence = (
    <>
      {describeMoney(view.usage.overageMinor, currency)} of overage and{" "}
      {describeMoney(view.usage.creditsMinor, currency)} of credits were invoiced in this window.{" "}
      {view.usage.meanMonthMinor === null
        ? "The mean of three closed months needs three of them."
        : `The mean of the last three closed months is ${describeMoney(view.usage.meanMonthMinor, currency)}.`}{" "}
      About {describeMoney(view.usage.meteredMinor, currency)} is metered in running periods and not invoiced. None of
      it is in MRR.
    </>
  );
  return (
    <>
      {head}
      <CurrencySwitch view={view} hrefOf={(each) => `${path}?${revenueQuery(view, { ...values, currency: each })}`} />
      <Stack gap="xl">
        <MovementTiles
          view={view}
          currency={currency}
          payersHref={payers()}
          usageHref={`${path}/usage?${query}`}
          changesHref={(row, kind) =>
            `${path}/changes?${stepQuery(view, values, { start: row.from, end: row.to }, { kind, whole: "true" })}`
          }
        />
        <MovementChart
          title="Movement of MRR"
          sentence={describeMovement(view, currency)}
          zone={view.zone}
          step={view.step}
          currency={currency}
          buckets={buckets(view.steps)}
          up={up}
          down={down}
          annotations={view.published}
          csvHref={`${api}/movement.csv?${query}`}
        />
        <Section
          id="steps"
          title={view.step === "month" ? "Month by month" : "Day by day"}
          sentence={
            <>
              Each tenant counts once a {view.step}, by its MRR at both ends; in brackets the tenants. Every amount
              leads to them and to the changes behind it.
            </>
          }
          csvHref={`${api}/movement.csv?${query}`}
        >
          <MovementTable
            view={view}
            currency={currency}
            hrefOf={(step, kind) => `${path}/changes?${stepQuery(view, values, step, { kind })}`}
            payersHrefOf={(step) => payers({ at: step.elapsed < 1 ? undefined : step.end })}
          />
        </Section>
        <Section
          id="retention"
          title="Retention and churn"
          sentence="Over whole months that end with the last closed one. Of those who paid at the start: what they pay at the end (net), and the same without what grew (gross). Who came back is in net churn and outside net retention."
          csvHref={`${api}/retention.csv?${query}`}
        >
          <RetentionTable
            view={view}
            currency={currency}
            hrefOf={(row, kind) =>
              `${path}/changes?${stepQuery(view, values, { start: row.from, end: row.to }, { kind, whole: "true" })}`
            }
          />
        </Section>
        <Section
          id="departures"
          title="Departures"
          sentence="Why MRR ended within the window, summed over its steps. Tenants that pay and do not call, and those that paid in advance and stopped, are told apart: they are no churn."
          csvHref={`${api}/changes.csv?${revenueQuery(view, values, { kind: "churn" })}`}
        >
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <DepartureTable
              rows={view.departures}
              currency={currency}
              hrefOf={(departure) => changes({ kind: "churn", departure })}
            />
            <Paper>
              <Stack gap="sm">
                <QuietTenants
                  title="Dormant: pays, no allowed call for 30 days"
                  rows={view.dormant}
                  currency={currency}
                  lastWords={(day) => (day === null ? "no allowed call known" : `last allowed call on ${day}`)}
                />
                <QuietTenants
                  title="Lapsed: bought credits, none left, none bought or used for 30 days"
                  rows={view.lapsed}
                  currency={currency}
                  lastWords={(day) => (day === null ? "never bought any" : `last bought on ${day}`)}
                />
              </Stack>
            </Paper>
          </SimpleGrid>
        </Section>
        {view.usage.overageMinor === 0 && view.usage.creditsMinor === 0 ? (
          <Section id="usage" title="Usage revenue" sentence={usageSentence}>
            <EmptyState kind="nothing-yet" title="No usage was invoiced in this window">
              Overage stands on the paper that ends its period; credits on the day they were paid.
            </EmptyState>
          </Section>
        ) : (
          <StackedTimeChart
            title="Usage revenue"
            sentence={usageSentence}
            zone={view.zone}
            step={view.step}
            money={currency}
            buckets={buckets(view.usage.steps)}
            series={beside}
            csvHref={`${api}/usage.csv?${query}`}
            height={200}
          />
        )}
        <Section
          id="plans"
          title="Plan mix"
          sentence={`What is held now: ${describeCount(
            view.plans.reduce((sum, { tenants }) => sum + tenants, 0),
            "tenant",
          )} on ${describeCount(view.plans.length, "plan")} in ${currency}. Shares are rounded so that they add up.`}
          csvHref={`${api}/plans.csv?${query}`}
        >
          <PlanMixTable rows={view.plans} currency={currency} payersHrefOf={(plan) => payers({ plan })} />
        </Section>
      </Stack>
    </>
  );
}
