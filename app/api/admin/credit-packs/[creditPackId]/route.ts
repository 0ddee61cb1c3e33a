import { route } from "@/app/_http/route";
import { CreditPackIdInput, UpdateCreditPackInput } from "@/lib/catalog/inputs";
import { archiveCreditPack } from "@/lib/catalog/server/archive-credit-pack";
import { updateCreditPack } from "@/lib/catalog/server/update-credit-pack";

/** PATCH /api/admin/credit-packs/{creditPackId} – change how a pack is named and placed. */
export const PATCH = route({ needs: "staff:catalog", input: UpdateCreditPackInput }, (ctx, input) =>
  updateCreditPack(ctx, input),
);

/** DELETE /api/admin/credit-packs/{creditPackId} – take a pack off sale. */
export const DELETE = route({ needs: "staff:catalog", input: CreditPackIdInput }, (ctx, input) =>
  archiveCreditPack(ctx, input),
);
