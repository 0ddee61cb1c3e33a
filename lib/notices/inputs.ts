import { z } from "zod";
import { idInput } from "@/lib/id-input";
import { noticeKinds } from "@/lib/notices/kinds";

export const ListNoticesInput = z.strictObject({ after: idInput("notice").optional() });

export const ListAllNoticesInput = z.strictObject({
  kind: z.enum(noticeKinds).optional(),
  tenant: idInput("tenant").optional(),
  /** Of one of its mails. */
  status: z.enum(["waiting", "sent", "kept", "suppressed", "failed"]).optional(),
  after: idInput("notice").optional(),
});
