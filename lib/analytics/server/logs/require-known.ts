import type { Sql } from "@/db/connect";
import { AppError } from "@/lib/errors";
import { invalidField } from "@/lib/invalid-field";

const nouns = {
  tenant: "tenant",
  api: "api",
  route: "route",
  feature: "feature",
  plan: "plan",
  version: "plan version",
  key: "key",
} as const;

/** Ids that an address filters by; `none` is that of nothing. */
type Given = { [Name in keyof typeof nouns]?: string | undefined };
type Known = Record<Exclude<keyof typeof nouns, "key">, boolean> & { keyTenant: string | null };

/**
 * Asks whether the ids of a filter are of something, and returns the tenant of its key.
 * @throws AppError `validation_failed` naming the filter; `not_found` for a key of another tenant, as for one that never
 * was.
 */
export async function requireKnown(sql: Sql, given: Given, tenant: string | null): Promise<string | null> {
  const id = (name: keyof typeof nouns) => (given[name] === "none" ? null : (given[name] ?? null));
  if (Object.keys(nouns).every((name) => id(name as keyof typeof nouns) === null)) return null;
  const [known] = await sql<[Known]>`
    select ${id("tenant")}::text is null or exists (select 1 from tenant where id = ${id("tenant")}) as tenant,
           ${id("api")}::text is null or exists (select 1 from api where id = ${id("api")}) as api,
           ${id("route")}::text is null or exists (select 1 from route where id = ${id("route")}) as route,
           ${id("feature")}::text is null or exists (select 1 from feature where id = ${id("feature")}) as feature,
           ${id("plan")}::text is null or exists (select 1 from plan where id = ${id("plan")}) as plan,
           ${id("version")}::text is null or exists (select 1 from plan_version where id = ${id("version")}) as version,
           (select tenant_id from api_key where id = ${id("key")}) as "keyTenant"`;
  for (const [name, noun] of Object.entries(nouns)) {
    if (name !== "key" && !known[name as keyof Known])
      throw invalidField(`/${name}`, "unknown", `No ${noun} has this id.`);
  }
  if (id("key") === null) return null;
  if (tenant !== null && known.keyTenant !== tenant) throw new AppError("not_found");
  if (known.keyTenant === null) throw invalidField("/key", "unknown", "No key has this id.");
  return known.keyTenant;
}
