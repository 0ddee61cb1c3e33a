import { route } from "@/app/_http/route";
import { pauseKey } from "@/lib/keys/server/pause-key";
import { KeyInput } from "@/lib/keys/types";

/** POST /api/keys/{id}/pause – the key's calls answer 403 until it is resumed. */
export const POST = route({ needs: "keys:write", input: KeyInput }, (ctx, input) => pauseKey(ctx, input));
