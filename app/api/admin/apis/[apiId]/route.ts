import { route } from "@/app/_http/route";
import { ApiIdInput, UpdateApiInput } from "@/lib/catalog/inputs";
import { archiveApi } from "@/lib/catalog/server/archive-api";
import { getApi } from "@/lib/catalog/server/get-api";
import { updateApi } from "@/lib/catalog/server/update-api";

/** GET /api/admin/apis/{apiId} – one api with its routes. */
export const GET = route({ needs: "staff:read", input: ApiIdInput }, (ctx, input) => getApi(ctx, input));

/** PATCH /api/admin/apis/{apiId} – change an api; missing fields stay. */
export const PATCH = route({ needs: "staff:catalog", input: UpdateApiInput }, (ctx, input) => updateApi(ctx, input));

/** DELETE /api/admin/apis/{apiId} – take an api out of service. */
export const DELETE = route({ needs: "staff:catalog", input: ApiIdInput }, (ctx, input) => archiveApi(ctx, input));
