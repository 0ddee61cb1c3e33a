import { route } from "@/app/_http/route";
import { revokeKey } from "@/lib/keys/server/revoke-key";
import { KeyInput } from "@/lib/keys/types";

/** POST /api/keys/{id}/revoke – the key ends for good. */
export const POST = route({ needs: "keys:write", input: KeyInput }, (ctx, input) => revokeKey(ctx, input));
