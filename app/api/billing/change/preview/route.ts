import { route } from "@/app/_http/route";
import { PreviewChangeInput } from "@/lib/billing/change-inputs";
import { previewChange } from "@/lib/billing/server/changes/preview-change";

/** POST /api/billing/change/preview – what a change of plan would mean, and charge. */
export const POST = route({ needs: "billing:write", input: PreviewChangeInput, perMinute: 30 }, (ctx, input) =>
  previewChange(ctx, input),
);
