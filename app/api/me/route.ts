import { auth } from "@/app/_auth/auth";
import { route } from "@/app/_http/route";

/** GET /api/me – who is signed in, and where they are a member. */
export const GET = route({ needs: "signed-in" }, async (ctx) => {
  const { personId, name, email, staffRole } = ctx.actor;
  const signedIn = await auth();
  return { person: { personId, name, email, staffRole }, memberships: signedIn?.memberships ?? [] };
});
