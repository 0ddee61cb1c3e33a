import { route } from "@/app/_http/route";
import { CreateFeatureInput } from "@/lib/catalog/inputs";
import { createFeature } from "@/lib/catalog/server/create-feature";
import { listFeatures } from "@/lib/catalog/server/list-features";

/** GET /api/admin/features – what plans can include. */
export const GET = route({ needs: "staff:read" }, (ctx) => listFeatures(ctx));

/** POST /api/admin/features – name something that can be sold. */
export const POST = route({ needs: "staff:catalog", input: CreateFeatureInput, status: 201 }, (ctx, input) =>
  createFeature(ctx, input),
);
