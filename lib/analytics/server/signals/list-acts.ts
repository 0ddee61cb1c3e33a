import type { z } from "zod";
import { rawSql } from "@/db/client";
import { selectActs } from "@/lib/analytics/server/signals/select-acts";
import { ListActsInput } from "@/lib/analytics/signals/inputs";
import type { ActView } from "@/lib/analytics/signals/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const mostRows = 200;

/** What staff did in 90 days, about one tenant or all, the newest first; 200 at most. */
export async function listActs(ctx: Ctx, input: z.input<typeof ListActsInput>): Promise<ActView[]> {
  authorizeStaff(ctx, "staff:read");
  const { tenant } = parseInput(ListActsInput, input);
  const rows = await selectActs(rawSql(), tenant === undefined ? null : [tenant], ctx.now);
  return rows.slice(0, mostRows).map(({ ownerName: _, ...act }) => act);
}
