import { route } from "@/app/_http/route";
import { listSessions } from "@/lib/accounts/server/list-sessions";
import { revokeOtherSessions } from "@/lib/accounts/server/revoke-other-sessions";

/** GET /api/sessions – the caller's own live sessions. */
export const GET = route({ needs: "signed-in" }, (ctx) => listSessions(ctx));

/** DELETE /api/sessions – ends all of them but the one that asks. */
export const DELETE = route({ needs: "signed-in" }, (ctx) => revokeOtherSessions(ctx));
