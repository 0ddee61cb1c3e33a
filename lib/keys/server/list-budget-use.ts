import { rawSql } from "@/db/client";
import { AppError } from "@/lib/errors";
import { isId } from "@/lib/id";
import type { BudgetUse, BudgetView, KeyInput } from "@/lib/keys/types";
import { periodAt, periodZone } from "@/lib/period";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * What one key of the caller's tenant may use of each feature in the window that runs now, and what it has used.
 * Without a subscription no window runs.
 * @throws AppError `not_found` for a key of another tenant.
 */
export async function listBudgetUse(ctx: Ctx, { id }: KeyInput): Promise<BudgetUse[]> {
  const tenantId = authorizeMember(ctx, "keys:read");
  if (!isId("key", id)) throw new AppError("not_found");
  const [key] = await rawSql()<
    { timeZone: string; anchor: Date | null; clockOffsetSeconds: number; source: string | null }[]
  >`
    select t.time_zone as "timeZone", s.anchor,
           coalesce(s.clock_offset_seconds, 0) as "clockOffsetSeconds", s.source
      from api_key k join tenant t on t.id = k.tenant_id
      left join subscription s on s.tenant_id = k.tenant_id and s.replaced_at is null
     where k.tenant_id = ${tenantId} and k.id = ${id}`;
  if (!key) throw new AppError("not_found");
  const budgets = await rawSql()<BudgetView[]>`
    select b.feature_id as "featureId", f.name as "featureName", f.unit_plural as "unitPlural", b.units, b.period
      from key_budget b join feature f on f.id = b.feature_id
     where b.tenant_id = ${tenantId} and b.key_id = ${id} order by f.name, f.id`;
  const used = await rawSql()<{ featureId: string; startsAt: Date; units: number }[]>`
    select feature_id as "featureId", period_start as "startsAt", sum(consumed)::float8 as units
      from ledger_account
     where tenant_id = ${tenantId} and kind = 'cap' and key_id = ${id} and period_end > ${ctx.now}
     group by 1, 2`;
  return budgets.map((budget) => {
    const zone = periodZone(budget.period, key.source, key.timeZone);
    const window = key.anchor && periodAt(budget.period, key.anchor, zone, ctx.now, key.clockOffsetSeconds);
    const own = used.find(
      (row) => row.featureId === budget.featureId && row.startsAt.getTime() === window?.start.getTime(),
    );
    return { ...budget, usedUnits: own?.units ?? 0, resetsAt: window?.end.toISOString() ?? null };
  });
}
