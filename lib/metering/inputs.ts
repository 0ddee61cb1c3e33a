import { z } from "zod";
import { idInput } from "@/lib/id-input";
import { textInput } from "@/lib/text-input";

const reason = textInput(500).min(3, "must say why");

export const ReleaseLeaseInput = z.strictObject({
  leaseId: z.string().regex(/^[0-9A-Za-z_]{4,80}$/, "must be the id of a lease"),
  reason,
});
export const DeclareNodeLostInput = z.strictObject({ nodeId: idInput("node"), reason });
