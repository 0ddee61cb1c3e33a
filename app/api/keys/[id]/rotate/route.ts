import { route } from "@/app/_http/route";
import { rotateKey } from "@/lib/keys/server/rotate-key";
import { RotateKeyInput } from "@/lib/keys/types";

/** POST /api/keys/{id}/rotate – a new secret, shown in this answer only; the old one works on for the overlap. */
export const POST = route({ needs: "keys:write", input: RotateKeyInput }, (ctx, input) => rotateKey(ctx, input));
