import { z } from "zod";
import { expansionCards, riskCards } from "@/lib/analytics/signals/signal-cards.data";
import { idInput } from "@/lib/id-input";
import { instantInput } from "@/lib/instant-input";
import { textInput } from "@/lib/text-input";

export const NoteActInput = z.strictObject({
  tenantId: idInput("tenant"),
  kind: z.enum(["contacted", "assigned", "snoozed", "nothing"]),
  /** Why nothing is done; what was said. */
  note: textInput(500).optional(),
  /** Snoozed until. */
  until: instantInput.optional(),
});
export const UndoActInput = z.strictObject({ actId: idInput("tenantAct") });
export const ListActsInput = z.strictObject({ tenant: idInput("tenant").optional() });

export const ChurnBoardInput = z.strictObject({
  tab: z.enum(["risk", "expansion"]).optional(),
  band: z.enum(["act", "watch", "calm", "new"]).optional(),
  signal: z
    .string()
    .refine(
      (id) => Object.hasOwn(riskCards, id) || Object.hasOwn(expansionCards, id),
      "must be a signal such as silent_tenant",
    )
    .optional(),
  /** `mine`: assigned to whoever asks; `nobody`: to none. */
  owner: z.enum(["mine", "nobody"]).optional(),
  rest: z.enum(["with", "only"]).optional(),
  /** Tenants without a signal too, where no band is asked for. */
  quiet: z.enum(["with"]).optional(),
  after: idInput("tenant").optional(),
});
/** The whole list: a file has no pages. */
export const ExportChurnInput = ChurnBoardInput.omit({ after: true });
