import { route } from "@/app/_http/route";
import { resumeKey } from "@/lib/keys/server/resume-key";
import { KeyInput } from "@/lib/keys/types";

/** POST /api/keys/{id}/resume – a paused key calls again. */
export const POST = route({ needs: "keys:write", input: KeyInput }, (ctx, input) => resumeKey(ctx, input));
