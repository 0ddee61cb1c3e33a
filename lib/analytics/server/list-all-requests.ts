import type { z } from "zod";
import { ListAllRequestsInput } from "@/lib/analytics/inputs";
import { selectRequests } from "@/lib/analytics/server/select-requests";
import type { AnyRequest } from "@/lib/analytics/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** Every tenant's calls, newest first; `next` is the `after` of the following page, null at the end. */
export async function listAllRequests(
  ctx: Ctx,
  input: z.input<typeof ListAllRequestsInput>,
): Promise<{ rows: AnyRequest[]; next: string | null }> {
  authorizeStaff(ctx, "staff:read");
  return selectRequests(parseInput(ListAllRequestsInput, input), { now: ctx.now, pageSize: 50 });
}
