import { z } from "zod";
import { parseEmail } from "@/lib/accounts/parse-email";
import { idInput } from "@/lib/id-input";
import { textInput } from "@/lib/text-input";
import { zoneInput } from "@/lib/zone-input";

const name = textInput(80).min(1, "must not be empty");
const reason = textInput(500).min(3, "must say why");
const email = z.string().transform((text, context) => {
  const parsed = parseEmail(text);
  if (parsed !== null) return parsed;
  context.addIssue({ code: "custom", message: "must be an e-mail address" });
  return z.NEVER;
});
const role = z.enum(["owner", "admin", "developer", "billing", "viewer"]);

export const CreateTenantInput = z.strictObject({
  name,
  locale: z.enum(["en", "de"]).nullable().default(null),
  timeZone: zoneInput.default("UTC"),
  owner: z.strictObject({ email, name }),
});
export const RenameTenantInput = z.strictObject({ tenantId: idInput("tenant"), name });
export const SetTimeZoneInput = z.strictObject({ tenantId: idInput("tenant"), timeZone: zoneInput, reason });
export const SuspendTenantInput = z.strictObject({ tenantId: idInput("tenant"), reason });
export const TenantIdInput = z.strictObject({ tenantId: idInput("tenant") });
export const AddMemberInput = z.strictObject({ tenantId: idInput("tenant"), email, name, role });
export const ListTenantsInput = z.strictObject({
  /** Part of a name. */
  q: textInput(80).optional(),
  status: z.enum(["active", "suspended"]).optional(),
  /** The last tenant of the page before. */
  after: idInput("tenant").optional(),
});
export const ListAuditInput = z.strictObject({
  tenant: idInput("tenant").optional(),
  action: z
    .string()
    .regex(/^[a-z_]+(\.[a-z_]+)?$/, "must be an action such as plan_version.published")
    .optional(),
  object: z
    .string()
    .regex(/^[a-z]{3}_[0-9A-Z]{26}$/, "must be an identifier")
    .optional(),
  after: idInput("audit").optional(),
});
