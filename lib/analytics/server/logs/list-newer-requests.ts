import type { z } from "zod";
import { rawSql } from "@/db/client";
import { NewerRequestsInput } from "@/lib/analytics/request-inputs";
import type { NewerRequests } from "@/lib/analytics/request-views";
import { readNewer } from "@/lib/analytics/server/logs/read-newer";
import { resolveOwnLog } from "@/lib/analytics/server/logs/resolve-own-log";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** The calls of the caller's tenant since an instant. @throws AppError as `listRequests`. */
export async function listNewerRequests(ctx: Ctx, input: z.input<typeof NewerRequestsInput>): Promise<NewerRequests> {
  const tenant = authorizeMember(ctx, "usage:read");
  const { since, ...given } = parseInput(NewerRequestsInput, input);
  return readNewer(rawSql(), await resolveOwnLog(rawSql(), given, tenant, ctx.now), since, ctx.now);
}
