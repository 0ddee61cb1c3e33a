import type { z } from "zod";
import { rawSql } from "@/db/client";
import { NewerOfAllRequestsInput } from "@/lib/analytics/request-inputs";
import type { NewerRequests } from "@/lib/analytics/request-views";
import { readNewer } from "@/lib/analytics/server/logs/read-newer";
import { resolveLog } from "@/lib/analytics/server/logs/resolve-log";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** Every tenant's calls since an instant. @throws AppError as `listAllRequests`. */
export async function listNewerOfAllRequests(
  ctx: Ctx,
  input: z.input<typeof NewerOfAllRequestsInput>,
): Promise<NewerRequests> {
  authorizeStaff(ctx, "staff:read");
  const { since, ...given } = parseInput(NewerOfAllRequestsInput, input);
  return readNewer(rawSql(), await resolveLog(rawSql(), given, { now: ctx.now, tenant: null }), since, ctx.now);
}
