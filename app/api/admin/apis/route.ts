import { route } from "@/app/_http/route";
import { CreateApiInput } from "@/lib/catalog/inputs";
import { createApi } from "@/lib/catalog/server/create-api";
import { listApis } from "@/lib/catalog/server/list-apis";

/** GET /api/admin/apis – every api in service. */
export const GET = route({ needs: "staff:read" }, (ctx) => listApis(ctx));

/** POST /api/admin/apis – register an api and its upstream. */
export const POST = route({ needs: "staff:catalog", input: CreateApiInput, status: 201 }, (ctx, input) =>
  createApi(ctx, input),
);
