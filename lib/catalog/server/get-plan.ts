import { eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { plan } from "@/db/schema/catalog";
import { PlanIdInput } from "@/lib/catalog/inputs";
import { describeVersion } from "@/lib/catalog/server/describe-version";
import { loadVersionContents } from "@/lib/catalog/server/load-version-contents";
import type { PlanDetail } from "@/lib/catalog/views";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * One plan with its whole history of versions and who holds them, as numbers.
 * @throws AppError `not_found`.
 */
export async function getPlan(ctx: Ctx, input: z.input<typeof PlanIdInput>): Promise<PlanDetail> {
  authorizeStaff(ctx, "staff:read");
  const { planId } = parseInput(PlanIdInput, input);
  const [row] = await database().select().from(plan).where(eq(plan.id, planId));
  if (!row) throw new AppError("not_found");
  const at = ctx.now.toISOString();
  const held = await database().execute<{ id: string; tenants: number }>(sql`
    select v.id, count(*)::int as tenants
      from subscription s join plan_version v on v.id = held_version(s, ${at}::timestamptz) and v.plan_id = ${planId}
     where s.replaced_at is null and held_status(s, ${at}::timestamptz) <> 'ended' group by 1`);
  const tenants = new Map([...held].map((line) => [line.id, line.tenants]));
  const versions = await loadVersionContents(database(), planId);
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    description: row.description,
    hidden: row.hidden,
    fallback: row.fallback,
    position: row.position,
    archivedAt: row.archivedAt?.toISOString() ?? null,
    versions: versions.map((version) => ({ ...describeVersion(version), tenants: tenants.get(version.row.id) ?? 0 })),
  };
}
