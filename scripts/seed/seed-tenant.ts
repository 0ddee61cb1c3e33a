import { inTransaction } from "@/db/transaction";
import { createTenant } from "@/lib/accounts/server/create-tenant";
import { suspendTenant } from "@/lib/accounts/server/suspend-tenant";
import { openCheckout } from "@/lib/billing/server/checkout/open-checkout";
import { putOnManualBilling } from "@/lib/billing/server/manual/put-on-manual-billing";
import { grantException } from "@/lib/entitlements/server/grant-exception";
import { mintKey } from "@/lib/keys/key-format";
import { storeKey } from "@/lib/keys/server/store-key";
import { CreateKeyInput } from "@/lib/keys/types";
import { actAt } from "@/scripts/seed/act-at";
import type { DemoTenant } from "@/scripts/seed/demo-tenants";
import { random } from "@/scripts/seed/random";
import type { SeededCatalogue } from "@/scripts/seed/seed-catalogue";
import { tellHistory } from "@/scripts/seed/tell-history";
import { writeHistory } from "@/scripts/seed/write-history";

const dayMs = 86_400_000;

export type SeedTenantInput = {
  tenant: DemoTenant;
  catalogue: SeededCatalogue;
  owner: { email: string; name: string };
  /** When the tenant came; its usage periods are counted from here. */
  cameAt: Date;
  now: Date;
  historyDays: number;
  seed: number;
  nodeId: string;
  /** The secret of its first key; without one a random secret that nobody knows. */
  secret?: string;
};

/** Makes one tenant with its plan and keys, and the calls it made. */
export async function seedTenant(input: SeedTenantInput): Promise<{ tenantId: string }> {
  const { tenant, catalogue, cameAt, now } = input;
  const { locale, timeZone, name } = tenant;
  const came = actAt(cameAt);
  const made = await createTenant(came, { name, locale: locale === "de" ? "de" : "en", timeZone, owner: input.owner });
  const tenantId = made.tenant.id;
  const plan = tenant.plan ? catalogue.plans.get(tenant.plan) : undefined;
  if (plan?.isFree) await openCheckout(actAt(cameAt, tenantId), { planVersionId: plan.planVersionId });
  else if (plan) await putOnManualBilling(came, { tenantId, planVersionId: plan.planVersionId, reason: "Demo data" });

  const keys = [];
  for (const [at, keyName] of tenant.keys.entries()) {
    const ctx = actAt(new Date(cameAt.getTime() + at * dayMs), tenantId);
    const secret = at === 0 && input.secret ? input.secret : mintKey("live");
    const key = CreateKeyInput.parse({
      name: keyName,
      mode: "live",
      scopes: catalogue.scopes,
      expiresInDays: null,
    });
    const stored = await inTransaction((tx) => storeKey(tx, ctx, key, secret));
    keys.push({ id: stored.key.id, hint: stored.key.hint });
  }

  const suspendedAt = tenant.suspended ? new Date(now.getTime() - 2 * dayMs) : null;
  if (tenant.suspended && suspendedAt) await suspendTenant(actAt(suspendedAt), { tenantId, reason: tenant.suspended });
  if (tenant.exception) {
    const featureId = catalogue.features.find((feature) => feature.slug === "data")?.id ?? null;
    const { units, reason, days } = tenant.exception;
    const endsAt = new Date(now.getTime() + days * dayMs).toISOString();
    const granted = actAt(new Date(now.getTime() - 3 * dayMs));
    await grantException(granted, { tenantId, kind: "extra_units", featureId, units, reason, endsAt });
  }

  const from = new Date(Math.max(cameAt.getTime(), now.getTime() - input.historyDays * dayMs));
  const history = tellHistory(
    {
      ...catalogue,
      tenant,
      tenantId,
      keys,
      planVersionId: plan?.planVersionId ?? null,
      limits: plan?.limits ?? {},
      anchor: cameAt,
      suspendedAt,
      from,
      until: now,
    },
    random(input.seed),
  );
  await inTransaction((tx) => writeHistory(tx, tenantId, input.nodeId, history, now));
  return { tenantId };
}
