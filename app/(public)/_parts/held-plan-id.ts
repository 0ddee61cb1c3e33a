import { auth } from "@/app/_auth/auth";
import { getHeldPlan } from "@/lib/entitlements/server/get-held-plan";
import { newId } from "@/lib/id";

/** The plan that the reader's first tenant holds; null for strangers, staff without a tenant, and tenants without a plan. */
export async function heldPlanId(): Promise<string | null> {
  const signedIn = await auth();
  const membership = signedIn?.memberships[0];
  if (!signedIn || !membership) return null;
  const now = new Date();
  const ctx = {
    actor: signedIn.actor,
    tenant: { id: membership.tenantId, role: membership.role },
    now,
    requestId: newId("request", now),
    address: null,
  };
  const { held } = await getHeldPlan(ctx);
  return held && held.status !== "ended" ? held.planId : null;
}
