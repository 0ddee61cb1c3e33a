import { route } from "@/app/_http/route";
import { findFirstCall } from "@/lib/keys/server/find-first-call";
import { KeyInput } from "@/lib/keys/types";

/** GET /api/keys/{id}/first-call – how the current secret fared: its first allowed call, else its latest refusal. */
export const GET = route({ needs: "keys:read", input: KeyInput }, async (ctx, input) => ({
  call: await findFirstCall(ctx, input),
}));
