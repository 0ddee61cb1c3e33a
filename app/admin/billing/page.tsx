import { Stack, Title } from "@mantine/core";
import type { Metadata } from "next";
import { z } from "zod";
import { pageCtx } from "@/app/_auth/page-ctx";
import { Pages } from "@/app/_parts/pages";
import { readSearch, type SearchParams } from "@/app/_parts/read-search";
import { CommandTable } from "@/components/staff-billing/command-table";
import { EventTable } from "@/components/staff-billing/event-table";
import { LinkCard } from "@/components/staff-billing/link-card";
import { TaskTable } from "@/components/staff-billing/task-table";
import { UsageCheck } from "@/components/staff-billing/usage-check";
import { AutoRefresh } from "@/components/today/auto-refresh";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { PageHeader } from "@/components/ui/page-header";
import { hasStaffPermission } from "@/lib/accounts/permissions";
import { getBillingLink } from "@/lib/billing/server/staff/get-billing-link";
import { listBillingTasks } from "@/lib/billing/server/staff/list-billing-tasks";
import { listStripeCommands } from "@/lib/billing/server/staff/list-stripe-commands";
import { listStripeEvents } from "@/lib/billing/server/staff/list-stripe-events";
import { getUsageCheck } from "@/lib/billing/server/usage/get-usage-check";

export const metadata: Metadata = { title: "Payments" };

const states = ["new", "claimed", "done", "skipped", "dead"] as const;
const PageInput = z.object({ after: z.string().max(200), status: z.enum(states) });
const words: Record<(typeof states)[number], string> = {
  new: "Waiting",
  claimed: "In work",
  done: "Done",
  skipped: "Not ours",
  dead: "Given up",
};

export default async function BillingPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageCtx({ staff: true });
  const search = await readSearch(PageInput, searchParams);
  const [link, tasks, commands, events, check] = await Promise.all([
    getBillingLink(ctx),
    listBillingTasks(ctx, {}),
    listStripeCommands(ctx, {}),
    listStripeEvents(ctx, search),
    getUsageCheck(ctx),
  ]);
  const role = ctx.actor.staffRole ?? "support";
  const mayChange = hasStaffPermission(role, "staff:refunds");
  // A declined card is an answer; what stays open or failed otherwise may need somebody.
  const uncertain = commands.rows.filter(({ status, error }) => status !== "done" && !error?.declineCode);
  return (
    <>
      <AutoRefresh everyMs={10_000} />
      <PageHeader
        title="Payments"
        description={
          link.mode === "manual"
            ? "What needs a person, and whether the numbers agree. Invoices are written by hand."
            : "Whether money flows as it should: the provider, what needs a person, and whether the numbers agree."
        }
      />
      <Stack gap="xl">
        <LinkCard link={link} mayChange={mayChange} />
        <section aria-labelledby="tasks">
          <Title order={2} size="h3" mb="sm" id="tasks">
            What needs a person
          </Title>
          <TaskTable
            rows={tasks.rows}
            empty={
              <EmptyState kind="nothing-yet" title="Nothing needs you">
                {link.mode === "manual"
                  ? "Watched: usage, its log and what is owed."
                  : "Watched: prices, subscriptions, charges and usage at the provider."}
              </EmptyState>
            }
          />
        </section>
        <UsageCheck byCard={link.mode !== "manual"} check={check} mayRun={hasStaffPermission(role, "staff:billing")} />
        {link.mode !== "manual" && (
          <>
            <section aria-labelledby="commands">
              <Title order={2} size="h3" mb="sm" id="commands">
                Commands that are not done
              </Title>
              <CommandTable
                rows={uncertain}
                empty={<EmptyState kind="nothing-yet" title="Every call to Stripe has its answer" />}
              />
            </section>
            <section aria-labelledby="events">
              <Title order={2} size="h3" mb="sm" id="events">
                Event inbox
              </Title>
              <FilterBar
                filters={[
                  {
                    kind: "select",
                    name: "status",
                    label: "State",
                    options: states.map((value) => ({ value, label: words[value] })),
                  },
                ]}
              />
              <EventTable
                rows={events.rows}
                empty={
                  search.status ? (
                    <EmptyState kind="filtered" title="No event in this state" />
                  ) : (
                    <EmptyState kind="nothing-yet" title="No event yet">
                      The first purchase brings some.
                    </EmptyState>
                  )
                }
                footer={<Pages path="/admin/billing" search={search} next={events.next} />}
              />
            </section>
          </>
        )}
      </Stack>
    </>
  );
}
