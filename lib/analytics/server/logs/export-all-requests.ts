import type { z } from "zod";
import { rawSql } from "@/db/client";
import { ExportAllRequestsInput } from "@/lib/analytics/request-inputs";
import { resolveLog } from "@/lib/analytics/server/logs/resolve-log";
import { writeRequests } from "@/lib/analytics/server/logs/write-requests";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** Every tenant's calls as CSV: the rows that `listAllRequests` lists. Input is refused before the first chunk. */
export async function exportAllRequests(
  ctx: Ctx,
  input: z.input<typeof ExportAllRequestsInput>,
): Promise<AsyncGenerator<string, void>> {
  authorizeStaff(ctx, "staff:read");
  const given = parseInput(ExportAllRequestsInput, input);
  const log = await resolveLog(rawSql(), given, { now: ctx.now, tenant: null });
  return writeRequests(rawSql(), log, { given, now: ctx.now, withTenants: true });
}
