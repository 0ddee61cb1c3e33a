import type { z } from "zod";
import { rawSql } from "@/db/client";
import { ListAllRequestsInput } from "@/lib/analytics/request-inputs";
import type { RequestPage } from "@/lib/analytics/request-views";
import { readPage } from "@/lib/analytics/server/logs/read-page";
import { resolveLog } from "@/lib/analytics/server/logs/resolve-log";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** Every tenant's calls, newest first. @throws AppError `validation_failed`, for ids that nobody has too. */
export async function listAllRequests(ctx: Ctx, input: z.input<typeof ListAllRequestsInput>): Promise<RequestPage> {
  authorizeStaff(ctx, "staff:read");
  const { after, before, ...given } = parseInput(ListAllRequestsInput, input);
  const log = await resolveLog(rawSql(), given, { now: ctx.now, tenant: null });
  return readPage(rawSql(), log, { after, before }, { now: ctx.now, pageSize: 50 });
}
