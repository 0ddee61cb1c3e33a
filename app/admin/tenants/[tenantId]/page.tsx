import { Group, Stack, Title } from "@mantine/core";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { orNotFound } from "@/app/_parts/or-not-found";
import { versionChoices } from "@/app/admin/_parts/version-choices";
import { BillingSection } from "@/app/admin/tenants/[tenantId]/_parts/billing-section";
import { RiskSection } from "@/components/churn/risk-section";
import { ConfirmDeed } from "@/components/deeds/confirm-deed";
import { TenantFindings } from "@/components/ledger/tenant-findings";
import { ManualActs } from "@/components/staff-billing/manual-acts";
import { TenantSubscription } from "@/components/staff-billing/tenant-subscription";
import { AddMemberDialog } from "@/components/tenants/add-member-dialog";
import { CreditLotTable, NoCredits } from "@/components/tenants/credit-lot-table";
import { EntitlementTable } from "@/components/tenants/entitlement-table";
import { ExceptionTable } from "@/components/tenants/exception-table";
import { GrantCreditsDialog } from "@/components/tenants/grant-credits-dialog";
import { GrantExceptionDialog } from "@/components/tenants/grant-exception-dialog";
import { KeyTable } from "@/components/tenants/key-table";
import { PutOnPlanDialog } from "@/components/tenants/put-on-plan-dialog";
import { RenameTenantDialog } from "@/components/tenants/rename-tenant-dialog";
import { RequestTable } from "@/components/tenants/request-table";
import { TimeZoneDialog } from "@/components/tenants/time-zone-dialog";
import { DataTable } from "@/components/ui/data-table";
import { describeCredits } from "@/components/ui/describe-credits";
import { EmptyState } from "@/components/ui/empty-state";
import { Mono } from "@/components/ui/mono";
import { PageHeader } from "@/components/ui/page-header";
import { RoleBadge } from "@/components/ui/role-badge";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { ZoneProvider } from "@/components/ui/zone";
import { hasStaffPermission } from "@/lib/accounts/permissions";
import { getTenant } from "@/lib/accounts/server/get-tenant";
import { listTenantMembers } from "@/lib/accounts/server/list-tenant-members";
import { listAllRequests } from "@/lib/analytics/server/list-all-requests";
import { getTenantRisk } from "@/lib/analytics/server/signals/get-tenant-risk";
import { getTenantBilling } from "@/lib/billing/server/account/get-tenant-billing";
import { listFeatures } from "@/lib/catalog/server/list-features";
import { listPlans } from "@/lib/catalog/server/list-plans";
import { findSubscription } from "@/lib/entitlements/server/find-subscription";
import { listCreditLots } from "@/lib/entitlements/server/list-credit-lots";
import { listEntitlements } from "@/lib/entitlements/server/list-entitlements";
import { listExceptions } from "@/lib/entitlements/server/list-exceptions";
import { listTenantKeys } from "@/lib/keys/server/list-tenant-keys";
import { listTenantFindings } from "@/lib/metering/server/list-tenant-findings";

export const metadata: Metadata = { title: "Tenant" };

export default async function TenantPage({ params }: { params: Promise<{ tenantId: string }> }) {
  const ctx = await pageCtx({ staff: true });
  const tenant = await orNotFound(getTenant(ctx, await params));
  const of = { tenantId: tenant.id };
  const [held, entitlements, exceptions, members, keys, refusals, features, plans, findings, credits, billing, risk] =
    await Promise.all([
      findSubscription(ctx, of),
      listEntitlements(ctx, of),
      listExceptions(ctx, { tenant: tenant.id }),
      listTenantMembers(ctx, of),
      listTenantKeys(ctx, of),
      listAllRequests(ctx, { tenant: tenant.id, status: "402,403,429", range: "7d" }),
      listFeatures(ctx),
      listPlans(ctx),
      listTenantFindings(ctx, of),
      listCreditLots(ctx, of),
      getTenantBilling(ctx, of),
      getTenantRisk(ctx, { tenant: tenant.id }),
    ]);
  const suspended = tenant.status === "suspended";
  const grant = <GrantExceptionDialog tenantId={tenant.id} tenantName={tenant.name} features={features} />;
  const role = ctx.actor.staffRole ?? "support";
  const isByHand = billing.subscriptions.some((each) => each.billedBy === "manual" && each.endedAt === null);
  const mayBill = hasStaffPermission(role, "staff:subscriptions");
  const grantCredits = <GrantCreditsDialog tenantId={tenant.id} tenantName={tenant.name} timeZone={tenant.timeZone} />;
  return (
    <ZoneProvider zone={tenant.timeZone}>
      <PageHeader
        title={tenant.name}
        back={{ href: "/admin/tenants", label: "Tenants" }}
        aside={<RoleBadge role={suspended ? "act" : "ok"}>{tenant.status}</RoleBadge>}
        description={
          <>
            <Mono>{tenant.id}</Mono>, since <Time at={tenant.createdAt} form="day" />, periods by {tenant.timeZone}
            {suspended && ` – ${tenant.suspendedReason ?? ""}`}
          </>
        }
        actions={
          <>
            <RenameTenantDialog tenantId={tenant.id} name={tenant.name} />
            {mayBill && (
              <TimeZoneDialog
                key={tenant.timeZone}
                tenantId={tenant.id}
                tenantName={tenant.name}
                timeZone={tenant.timeZone}
              />
            )}
            <ConfirmDeed
              key={tenant.status}
              open={suspended ? "Restore" : "Suspend"}
              title={`${suspended ? "Restore" : "Suspend"} ${tenant.name}`}
              consequence={
                suspended
                  ? "Its keys work again within a second, on the plan it has."
                  : `Every call of its ${keys.filter((key) => key.status === "active").length} active keys answers 403 account_suspended within a second, until it is restored.`
              }
              asksReason
              calm={suspended}
              submitLabel={suspended ? "Restore tenant" : "Suspend tenant"}
              done={suspended ? `${tenant.name} may call again.` : `${tenant.name} is suspended.`}
              deed={{ method: "POST", path: `/api/admin/tenants/${tenant.id}/${suspended ? "restore" : "suspend"}` }}
              button={{ variant: "default" }}
            />
            {grant}
          </>
        }
      />
      <TenantFindings findings={findings} />
      <Stack gap="lg">
        <RiskSection row={risk} features={features} />
        <TenantSubscription
          billing={billing}
          acts={
            mayBill && (
              <>
                <ManualActs billing={billing} tenantId={tenant.id} tenantName={tenant.name} />
                <PutOnPlanDialog
                  tenantId={tenant.id}
                  tenantName={tenant.name}
                  current={isByHand ? (held?.planVersionId ?? null) : null}
                  versions={versionChoices(plans)}
                />
              </>
            )
          }
        />
        <BillingSection
          billing={billing}
          tenantId={tenant.id}
          tenantName={tenant.name}
          mayRefund={hasStaffPermission(role, "staff:refunds")}
          mayRecord={mayBill}
        />
        <section aria-labelledby="entitlements">
          <Title order={2} size="h3" mb="sm" id="entitlements">
            What it may use, and why
          </Title>
          <EntitlementTable rows={entitlements} timeZone={tenant.timeZone} />
        </section>
        <section aria-labelledby="credits">
          <Group justify="space-between" mb="sm">
            <Title order={2} size="h3" id="credits">
              {credits.lots.length === 0 ? "Credits" : `Credits: ${describeCredits(credits.left)} left`}
            </Title>
            {credits.lots.length > 0 && grantCredits}
          </Group>
          <CreditLotTable
            label={`Credit lots of ${tenant.name}`}
            lots={credits.lots}
            timeZone={tenant.timeZone}
            staff={{
              tenantId: tenant.id,
              tenantName: tenant.name,
              mayWithdraw: hasStaffPermission(role, "staff:credits"),
            }}
            empty={
              <NoCredits action={grantCredits}>
                Credits pay for live calls once the included units are used, where its plan sells further units for
                them.
              </NoCredits>
            }
          />
        </section>
        <section aria-labelledby="exceptions">
          <Title order={2} size="h3" mb="sm" id="exceptions">
            Exceptions
          </Title>
          <ExceptionTable
            rows={exceptions.rows}
            now={ctx.now}
            empty={
              <EmptyState kind="nothing-yet" title="No exceptions" action={grant}>
                It gets the plan it holds.
              </EmptyState>
            }
          />
        </section>
        <section aria-labelledby="refusals">
          <Group justify="space-between" mb="sm">
            <Title order={2} size="h3" id="refusals">
              Refusals of the last 7 days
            </Title>
            <TextLink href={`/admin/requests?tenant=${tenant.id}&range=7d`} size="sm">
              All its requests
            </TextLink>
          </Group>
          <RequestTable
            label="Refusals"
            rows={refusals.rows.slice(0, 10)}
            empty={<EmptyState kind="nothing-yet" title="No refusals in the last 7 days" />}
          />
        </section>
        <section aria-labelledby="keys">
          <Title order={2} size="h3" mb="sm" id="keys">
            Keys
          </Title>
          <KeyTable
            tenantId={tenant.id}
            tenantName={tenant.name}
            rows={keys}
            meters={features
              .filter(({ kind }) => kind === "meter")
              .map(({ id, name, unitPlural }) => ({ featureId: id, featureName: name, unitPlural }))}
          />
        </section>
        <section aria-labelledby="members">
          <Group justify="space-between" mb="sm">
            <Title order={2} size="h3" id="members">
              Members
            </Title>
            <AddMemberDialog tenantId={tenant.id} />
          </Group>
          <DataTable
            label={`Members of ${tenant.name}`}
            rows={members}
            rowKey={(member) => member.id}
            columns={[
              { key: "name", header: "Name", render: (member) => member.name },
              { key: "email", header: "E-mail", render: (member) => member.email },
              { key: "role", header: "Role", render: (member) => member.role },
            ]}
            empty={<EmptyState kind="nothing-yet" title="No members" />}
          />
        </section>
      </Stack>
    </ZoneProvider>
  );
}
