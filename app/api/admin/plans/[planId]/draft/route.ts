import { route } from "@/app/_http/route";
import { EditDraftInput, PlanIdInput } from "@/lib/catalog/inputs";
import { discardDraft } from "@/lib/catalog/server/discard-draft";
import { editDraft } from "@/lib/catalog/server/edit-draft";
import { previewPublish } from "@/lib/catalog/server/preview-publish";
import { startDraft } from "@/lib/catalog/server/start-draft";

/** GET /api/admin/plans/{planId}/draft – what publishing the draft would change, and for whom. */
export const GET = route({ needs: "staff:read", input: PlanIdInput }, (ctx, input) => previewPublish(ctx, input));

/** POST /api/admin/plans/{planId}/draft – start a draft from the live version. */
export const POST = route({ needs: "staff:catalog", input: PlanIdInput, status: 201 }, (ctx, input) =>
  startDraft(ctx, input),
);

/** PUT /api/admin/plans/{planId}/draft – save the whole draft. */
export const PUT = route({ needs: "staff:catalog", input: EditDraftInput }, (ctx, input) => editDraft(ctx, input));

/** DELETE /api/admin/plans/{planId}/draft – throw the draft away. */
export const DELETE = route({ needs: "staff:catalog", input: PlanIdInput }, (ctx, input) => discardDraft(ctx, input));
