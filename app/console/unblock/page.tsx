import type { Metadata } from "next";
import { z } from "zod";
import { pageCtx } from "@/app/_auth/page-ctx";
import { readSearch, type SearchParams } from "@/app/_parts/read-search";
import { tenantHref } from "@/app/console/_parts/tenant-href";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { UnblockSteps } from "@/components/unblock/unblock-steps";
import { getUnblock } from "@/lib/billing/server/account/get-unblock";
import { env } from "@/lib/env";
import { idInput } from "@/lib/id-input";
import { sampleCall } from "@/lib/keys/sample-call";
import { listSampleRoutes } from "@/lib/keys/server/list-sample-routes";

export const metadata: Metadata = { title: "Opening the gate" };

const PageInput = z.object({ intent: idInput("checkoutIntent"), request: idInput("request") });

export default async function UnblockPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageCtx();
  const href = tenantHref(ctx);
  const { intent, request } = await readSearch(PageInput, searchParams);
  const [view, routes] = await Promise.all([
    getUnblock(ctx, { ...(intent ? { intentId: intent } : {}), ...(request ? { requestId: request } : {}) }),
    listSampleRoutes(ctx),
  ]);
  const scopes = routes.flatMap(({ scope }) => scope ?? []);
  const { curl } = sampleCall(routes, scopes, env().GATEWAY_URL, "$KEY");
  const isEmpty =
    view.paymentSentAt === null && view.grantedAt === null && view.stillRefused === null && view.cause === null;
  return (
    <>
      <PageHeader title="Opening the gate" description="From the payment to the first call that passes." />
      {isEmpty ? (
        <EmptyState
          kind="nothing-yet"
          title="Nothing is refused"
          action={<LinkButton href={href("/console")}>To Home</LinkButton>}
        >
          No payment is on its way.
        </EmptyState>
      ) : (
        <UnblockSteps tenantId={ctx.tenant?.id ?? ""} first={view} curl={curl} />
      )}
    </>
  );
}
