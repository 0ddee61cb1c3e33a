import type { z } from "zod";
import { frozenWindow } from "@/lib/analytics/frozen-window";
import { ListRequestsInput } from "@/lib/analytics/inputs";
import { requireOwnKey } from "@/lib/analytics/server/require-own-key";
import { selectRequests } from "@/lib/analytics/server/select-requests";
import { timeRange } from "@/lib/analytics/time-range";
import type { AnyRequest } from "@/lib/analytics/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * The calls of the caller's tenant, newest first; `next` is the `after` of the following page, null at the end.
 * Another tenant's request id finds nothing.
 * @throws AppError `validation_failed`, `not_found` for a key that is not this tenant's.
 */
export async function listRequests(
  ctx: Ctx,
  input: z.input<typeof ListRequestsInput>,
): Promise<{ rows: AnyRequest[]; next: string | null }> {
  const tenant = authorizeMember(ctx, "usage:read");
  const { from, to, ...filter } = parseInput(ListRequestsInput, input);
  await requireOwnKey(tenant, filter.key);
  const window = frozenWindow({ from, to }, timeRange(filter.range, ctx.now));
  return selectRequests({ ...filter, tenant }, { now: ctx.now, pageSize: 50, window });
}
