import type { z } from "zod";
import { rawSql } from "@/db/client";
import { ExportRequestsInput } from "@/lib/analytics/request-inputs";
import { resolveOwnLog } from "@/lib/analytics/server/logs/resolve-own-log";
import { writeRequests } from "@/lib/analytics/server/logs/write-requests";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** The calls of the caller's tenant as CSV: the rows that `listRequests` lists. Input is refused before the first chunk. */
export async function exportRequests(
  ctx: Ctx,
  input: z.input<typeof ExportRequestsInput>,
): Promise<AsyncGenerator<string, void>> {
  const tenant = authorizeMember(ctx, "usage:read");
  const given = parseInput(ExportRequestsInput, input);
  const log = await resolveOwnLog(rawSql(), given, tenant, ctx.now);
  return writeRequests(rawSql(), log, { given, now: ctx.now, withTenants: false });
}
