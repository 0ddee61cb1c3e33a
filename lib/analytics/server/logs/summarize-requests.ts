import type { z } from "zod";
import { rawSql } from "@/db/client";
import { ExportRequestsInput } from "@/lib/analytics/request-inputs";
import type { RequestSummary } from "@/lib/analytics/request-views";
import { readSummary } from "@/lib/analytics/server/logs/read-summary";
import { resolveOwnLog } from "@/lib/analytics/server/logs/resolve-own-log";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** The calls of the caller's tenant by status class over time. @throws AppError as `listRequests`. */
export async function summarizeRequests(ctx: Ctx, input: z.input<typeof ExportRequestsInput>): Promise<RequestSummary> {
  const tenant = authorizeMember(ctx, "usage:read");
  const log = await resolveOwnLog(rawSql(), parseInput(ExportRequestsInput, input), tenant, ctx.now);
  return readSummary(rawSql(), log, ctx.now);
}
