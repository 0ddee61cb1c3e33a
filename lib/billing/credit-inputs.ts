import { z } from "zod";
import { largestMinor } from "@/lib/billing/manual-inputs";
import { parseCredits } from "@/lib/credits";
import { idInput } from "@/lib/id-input";

export const PutTopUpInput = z.strictObject({
  /** Credits as a decimal string: below so many it is filled up. */
  threshold: z
    .string()
    .refine((text) => (parseCredits(text) ?? 0) > 0, "must be a number of credits above 0 such as 250 or 0.50"),
  creditPackId: idInput("creditPack"),
  /** Most that is charged by itself in a calendar month of UTC. */
  monthlyCapMinor: z.number().int().min(1).max(largestMinor),
  /** The member agrees to be charged without being asked again. */
  consent: z.literal(true),
});
export const CreditMovesInput = z.strictObject({ after: z.string().max(200).optional() });
