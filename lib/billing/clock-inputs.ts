import { z } from "zod";
import { clockSpans } from "@/lib/billing/clock-step";
import { idInput } from "@/lib/id-input";

export const AdvanceClockInput = z.strictObject({ tenantId: idInput("tenant"), by: z.enum(clockSpans) });
