import { z } from "zod";
import { route } from "@/app/_http/route";
import { listScopes } from "@/lib/keys/server/list-scopes";

/** GET /api/key-scopes – the scopes that a key may list, with the routes that each opens. */
export const GET = route({ needs: "keys:read", input: z.strictObject({}) }, (ctx) => listScopes(ctx));
