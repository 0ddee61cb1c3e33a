import { billingMode } from "@/lib/billing/billing-mode";
import type { BillingMode } from "@/lib/billing/types";
import { env } from "@/lib/env";

/** Where this installation's money goes. */
export const currentMode = (): BillingMode => billingMode(env());
