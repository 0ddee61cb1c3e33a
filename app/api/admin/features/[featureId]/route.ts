import { route } from "@/app/_http/route";
import { FeatureIdInput, UpdateFeatureInput } from "@/lib/catalog/inputs";
import { archiveFeature } from "@/lib/catalog/server/archive-feature";
import { updateFeature } from "@/lib/catalog/server/update-feature";

/** PATCH /api/admin/features/{featureId} – change how a feature is named. */
export const PATCH = route({ needs: "staff:catalog", input: UpdateFeatureInput }, (ctx, input) =>
  updateFeature(ctx, input),
);

/** DELETE /api/admin/features/{featureId} – take a feature off the list. */
export const DELETE = route({ needs: "staff:catalog", input: FeatureIdInput }, (ctx, input) =>
  archiveFeature(ctx, input),
);
