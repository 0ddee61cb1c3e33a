import { route } from "@/app/_http/route";
import { CreateRouteInput } from "@/lib/catalog/inputs";
import { createRoute } from "@/lib/catalog/server/create-route";

/** POST /api/admin/routes – add a route to an api. */
export const POST = route({ needs: "staff:catalog", input: CreateRouteInput, status: 201 }, (ctx, input) =>
  createRoute(ctx, input),
);
