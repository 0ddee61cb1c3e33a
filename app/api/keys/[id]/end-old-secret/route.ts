import { route } from "@/app/_http/route";
import { endOldSecret } from "@/lib/keys/server/end-old-secret";
import { KeyInput } from "@/lib/keys/types";

/** POST /api/keys/{id}/end-old-secret – the replaced secret stops working now. */
export const POST = route({ needs: "keys:write", input: KeyInput }, (ctx, input) => endOldSecret(ctx, input));
