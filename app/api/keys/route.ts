import { z } from "zod";
import { route } from "@/app/_http/route";
import { createKey } from "@/lib/keys/server/create-key";
import { listKeys } from "@/lib/keys/server/list-keys";
import { CreateKeyInput } from "@/lib/keys/types";

/** GET /api/keys – the tenant's keys with their calls, never their secrets. */
export const GET = route({ needs: "keys:read", input: z.strictObject({}) }, (ctx) => listKeys(ctx));

/** POST /api/keys – a new key; its secret is in this answer and nowhere else. */
export const POST = route({ needs: "keys:write", input: CreateKeyInput, status: 201 }, (ctx, input) =>
  createKey(ctx, input),
);
