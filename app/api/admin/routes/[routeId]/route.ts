import { route } from "@/app/_http/route";
import { RouteIdInput, UpdateRouteInput } from "@/lib/catalog/inputs";
import { archiveRoute } from "@/lib/catalog/server/archive-route";
import { updateRoute } from "@/lib/catalog/server/update-route";

/** PATCH /api/admin/routes/{routeId} – change a route; missing fields stay. */
export const PATCH = route({ needs: "staff:catalog", input: UpdateRouteInput }, (ctx, input) =>
  updateRoute(ctx, input),
);

/** DELETE /api/admin/routes/{routeId} – take a route out of service. */
export const DELETE = route({ needs: "staff:catalog", input: RouteIdInput }, (ctx, input) => archiveRoute(ctx, input));
