import type { Sql } from "@/db/connect";
import { type RefusalFamily, refusalFamily } from "@/lib/analytics/refusal-family";
import type { RefusalsInput } from "@/lib/analytics/refusal-inputs";
import type { CountFilter } from "@/lib/analytics/server/rollups/read-counts";
import { invalidField } from "@/lib/invalid-field";

const listOf = (value: string | undefined) => (value === undefined ? undefined : [value === "none" ? "" : value]);

/**
 * Which calls are counted. Families and codes are not in it: they pick refusals, and leave the denominator whole. A key is
 * its tenant's, and counts are found by tenant.
 */
export const countFilter = (input: RefusalsInput, { keyTenant }: Owners): CountFilter => ({
  mode: "live",
  tenants: listOf(input.tenant ?? keyTenant ?? undefined),
  keys: listOf(input.key),
  apis: listOf(input.api),
  routes: listOf(input.route),
  features: listOf(input.feature),
  ...(input.plan === "none" ? { planVersions: [""] } : { plans: listOf(input.plan) }),
});

/** Whether a 402 of a code is among the picked families and codes. */
export const codePicker =
  ({ family, code }: Pick<RefusalsInput, "family" | "code">) =>
  (found: string): boolean =>
    (family === undefined || family.includes(refusalFamily(found) as RefusalFamily)) &&
    (code === undefined || code.includes(found));

/** Whose the chosen key is; null where none is chosen. */
type Owners = { keyTenant: string | null };

/**
 * Refuses filters that no row can meet because what they name does not exist, or belongs to another tenant: no figure is
 * empty for a mistyped address.
 */
export async function checkFilters(sql: Sql, input: RefusalsInput): Promise<Owners> {
  const id = (value: string | undefined) => (value === undefined || value === "none" ? null : value);
  const named = {
    tenant: id(input.tenant),
    api: id(input.api),
    route: id(input.route),
    feature: id(input.feature),
    plan: id(input.plan),
    key: id(input.key),
  };
  if (Object.values(named).every((value) => value === null)) return { keyTenant: null };
  const [found] = await sql<Record<keyof typeof named | "keyTenant", string | null>[]>`
    select (select id from tenant where id = ${named.tenant}) as tenant, (select id from api where id = ${named.api}) as api,
           (select id from route where id = ${named.route}) as route,
           (select id from feature where id = ${named.feature}) as feature,
           (select id from plan where id = ${named.plan}) as plan,
           (select id from api_key where id = ${named.key}) as key,
           (select tenant_id from api_key where id = ${named.key}) as "keyTenant"`;
  for (const [name, value] of Object.entries(named)) {
    if (value !== null && !found?.[name as keyof typeof named])
      throw invalidField(`/${name}`, "not_found", `No ${name} has the id ${value}.`);
  }
  if (named.key !== null && named.tenant !== null && found?.keyTenant !== named.tenant)
    throw invalidField("/key", "not_found", "The key belongs to another tenant than the one that is chosen.");
  return { keyTenant: found?.keyTenant ?? null };
}
