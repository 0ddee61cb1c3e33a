import { z } from "zod";
import { route } from "@/app/_http/route";
import { revokeSession } from "@/lib/accounts/server/revoke-session";
import { isId } from "@/lib/id";

const RevokeSessionInput = z.strictObject({ sessionId: z.string().refine((value) => isId("session", value)) });

/** DELETE /api/sessions/{id} – ends one of the caller's own sessions. */
export const DELETE = route({ needs: "signed-in", input: RevokeSessionInput }, (ctx, input) =>
  revokeSession(ctx, input),
);
