import { sql } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { compareVersions } from "@/lib/catalog/compare-versions";
import { PlanIdInput } from "@/lib/catalog/inputs";
import { describeVersion } from "@/lib/catalog/server/describe-version";
import { listOverdrawn } from "@/lib/catalog/server/list-overdrawn";
import { loadDraft } from "@/lib/catalog/server/load-draft";
import { loadVersionContents } from "@/lib/catalog/server/load-version-contents";
import type { PublishPreview } from "@/lib/catalog/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * What publishing the draft would change, and for whom.
 * @throws AppError `conflict` when there is no draft.
 */
export async function previewPublish(ctx: Ctx, input: z.input<typeof PlanIdInput>): Promise<PublishPreview> {
  authorizeStaff(ctx, "staff:read");
  const { planId } = parseInput(PlanIdInput, input);
  const draft = await loadDraft(database(), planId);
  const [live] = await loadVersionContents(database(), planId, "published");
  const at = ctx.now.toISOString();
  const holders = await database().execute<PublishPreview["holders"][number]>(sql`
    select v.id as "planVersionId", v.number, v.price_minor::float8 as "priceMinor", v.currency,
           count(*)::int as tenants
      from subscription s join plan_version v on v.id = held_version(s, ${at}::timestamptz)
     where v.plan_id = ${planId} and s.replaced_at is null and held_status(s, ${at}::timestamptz) <> 'ended'
     group by v.id order by v.number desc`);
  return {
    live: live ? describeVersion(live) : null,
    draft: describeVersion(draft),
    differences: compareVersions(live?.content ?? null, draft.content),
    holders: [...holders],
    overdrawn: await listOverdrawn(database(), planId, draft.row.id, ctx.now),
  };
}
