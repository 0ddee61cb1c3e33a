import type { z } from "zod";
import type { Receipt } from "@/lib/analytics/receipt";
import { RequestInput } from "@/lib/analytics/request-inputs";
import { findReceipt } from "@/lib/analytics/server/find-receipt";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** One call of the caller's tenant with every gate. @throws AppError `not_found`, another tenant's calls included. */
export async function getRequest(ctx: Ctx, input: z.input<typeof RequestInput>): Promise<Receipt> {
  const tenantId = authorizeMember(ctx, "usage:read");
  const receipt = await findReceipt(parseInput(RequestInput, input).id);
  if (receipt?.tenant?.id !== tenantId) throw new AppError("not_found");
  return receipt;
}
