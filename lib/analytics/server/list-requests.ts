import type { z } from "zod";
import { rawSql } from "@/db/client";
import { ListRequestsInput } from "@/lib/analytics/request-inputs";
import type { RequestPage } from "@/lib/analytics/request-views";
import { readPage } from "@/lib/analytics/server/logs/read-page";
import { resolveOwnLog } from "@/lib/analytics/server/logs/resolve-own-log";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * The calls of the caller's tenant, newest first. Another tenant's request id finds nothing.
 * @throws AppError `validation_failed`, `not_found` for a key or a run that is not this tenant's.
 */
export async function listRequests(ctx: Ctx, input: z.input<typeof ListRequestsInput>): Promise<RequestPage> {
  const tenant = authorizeMember(ctx, "usage:read");
  const { after, before, ...given } = parseInput(ListRequestsInput, input);
  const log = await resolveOwnLog(rawSql(), given, tenant, ctx.now);
  return readPage(rawSql(), log, { after, before }, { now: ctx.now, pageSize: 50 });
}
