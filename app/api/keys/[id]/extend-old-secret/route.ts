import { route } from "@/app/_http/route";
import { extendOldSecret } from "@/lib/keys/server/extend-old-secret";
import { ExtendOldSecretInput } from "@/lib/keys/types";

/** POST /api/keys/{id}/extend-old-secret – the replaced secret works on for longer, counted from now. */
export const POST = route({ needs: "keys:write", input: ExtendOldSecretInput }, (ctx, input) =>
  extendOldSecret(ctx, input),
);
