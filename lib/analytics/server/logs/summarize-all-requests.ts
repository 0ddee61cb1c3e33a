import type { z } from "zod";
import { rawSql } from "@/db/client";
import { ExportAllRequestsInput } from "@/lib/analytics/request-inputs";
import type { RequestSummary } from "@/lib/analytics/request-views";
import { readSummary } from "@/lib/analytics/server/logs/read-summary";
import { resolveLog } from "@/lib/analytics/server/logs/resolve-log";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** Every tenant's calls by status class over time. @throws AppError as `listAllRequests`. */
export async function summarizeAllRequests(
  ctx: Ctx,
  input: z.input<typeof ExportAllRequestsInput>,
): Promise<RequestSummary> {
  authorizeStaff(ctx, "staff:read");
  const log = await resolveLog(rawSql(), parseInput(ExportAllRequestsInput, input), { now: ctx.now, tenant: null });
  return readSummary(rawSql(), log, ctx.now);
}
