import { z } from "zod";
import { parseCredits } from "@/lib/credits";
import { idInput } from "@/lib/id-input";
import { instantInput } from "@/lib/instant-input";
import { textInput } from "@/lib/text-input";

const tenantId = idInput("tenant");
const reason = textInput(500).min(3, "must say why");

export const TenantInput = z.strictObject({ tenantId });

export const GrantExceptionInput = z
  .strictObject({
    tenantId,
    kind: z.enum(["extra_units", "feature_access", "access_until"]),
    featureId: idInput("feature").nullable().default(null),
    /** `extra_units`: added to the quota. `feature_access`: the limit; null is without limit. */
    units: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).nullable().default(null),
    reason,
    endsAt: instantInput,
  })
  .superRefine((input, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (input.kind === "access_until") {
      if (input.featureId !== null) issue("featureId", "must be empty: this opens the whole subscription");
      if (input.units !== null) issue("units", "must be empty: this opens the whole subscription");
      return;
    }
    if (input.featureId === null) issue("featureId", "must name a feature");
    if (input.kind === "extra_units" && input.units === null) issue("units", "must be a number of units");
  });
export const WithdrawExceptionInput = z.strictObject({ tenantId, exceptionId: idInput("exception"), reason });
/** Credits as a decimal string, above 0. */
const credits = z
  .string()
  .refine((text) => (parseCredits(text) ?? 0) > 0, "must be a number of credits above 0 such as 250 or 0.50");
export const GrantCreditLotInput = z.strictObject({
  tenantId,
  credits,
  /** Missing: never. */
  expiresAt: instantInput.optional(),
  /** Smaller burns first. */
  priority: z.number().int().min(0).max(1000).default(100),
  reason,
  /** The caller's own name for this grant: sent again, it gives nothing more. */
  requestId: z.string().regex(/^[\x21-\x7e]{1,100}$/, "must be 1 to 100 visible ASCII characters"),
});
export const WithdrawCreditLotInput = z.strictObject({ tenantId, lotId: idInput("creditLot"), reason });

export const ListExceptionsInput = z.strictObject({
  tenant: tenantId.optional(),
  state: z.enum(["in_force", "past"]).optional(),
  after: idInput("exception").optional(),
});
