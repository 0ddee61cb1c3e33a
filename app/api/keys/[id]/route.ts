import { route } from "@/app/_http/route";
import { getKey } from "@/lib/keys/server/get-key";
import { updateKey } from "@/lib/keys/server/update-key";
import { KeyInput, UpdateKeyInput } from "@/lib/keys/types";

/** GET /api/keys/{id} – one key with the state of its secrets. */
export const GET = route({ needs: "keys:read", input: KeyInput }, (ctx, input) => getKey(ctx, input));

/** PATCH /api/keys/{id} – rename a key or change what it is limited to. */
export const PATCH = route({ needs: "keys:write", input: UpdateKeyInput }, (ctx, input) => updateKey(ctx, input));
