import { z } from "zod";
import { idInput } from "@/lib/id-input";
import { SetBudgetsInput } from "@/lib/keys/types";
import { textInput } from "@/lib/text-input";

export const TenantKeysInput = z.strictObject({ tenantId: idInput("tenant") });
export const RevokeTenantKeyInput = z.strictObject({
  tenantId: idInput("tenant"),
  id: idInput("key"),
  reason: textInput(500).min(3, "must say why"),
});
export const SetTenantBudgetsInput = SetBudgetsInput.extend({ tenantId: idInput("tenant"), id: idInput("key") });
