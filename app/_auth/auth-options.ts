import type { AuthOptions } from "next-auth";
import { adapter } from "@/app/_auth/adapter";
import { auth } from "@/app/_auth/auth";
import { cookieOptions } from "@/app/_auth/cookies";
import { providers } from "@/app/_auth/providers";
import { safeCallbackPath } from "@/app/_auth/sign-in-path";
import { type Caller, createSession } from "@/lib/accounts/server/create-session";
import { endSession } from "@/lib/accounts/server/end-session";
import { findLinkedPerson } from "@/lib/accounts/server/find-person";
import { findSession } from "@/lib/accounts/server/find-session";
import { sessionLimits } from "@/lib/accounts/session-lifetime";
import { env } from "@/lib/env";
import { log } from "@/lib/server/log";

/** A token whose session ended: an everyday event that needs no line in the log. */
class SessionEnded extends Error {
  override name = "SessionEnded";
}

// The token outlives no session: its own end is the longest a row may have, and the row has the last word.
const maxAge = sessionLimits.member.absoluteMs / 1_000;

/** next-auth for one request: every token is bound to a row of our own `session` table and carries its sid alone. */
export function authOptions(caller: Caller, userAgent: string | null): AuthOptions {
  return {
    secret: env().NEXTAUTH_SECRET,
    session: { strategy: "jwt", maxAge },
    jwt: { maxAge },
    cookies: cookieOptions(),
    useSecureCookies: env().NEXTAUTH_URL.startsWith("https:"),
    pages: { signIn: "/sign-in", signOut: "/sign-out", error: "/sign-in", verifyRequest: "/sign-in" },
    adapter: adapter(caller),
    providers: providers(caller),
    callbacks: {
      // Linked accounts come in; others are linked when somebody is signed in, and refused otherwise.
      signIn: async ({ account }) => {
        if (account === null || account.type === "credentials") return true;
        if (await findLinkedPerson(account)) return true;
        return (await auth()) !== null || "/sign-in?error=OAuthAccountNotLinked";
      },
      redirect: ({ url }) => env().PORTAL_URL + safeCallbackPath(url, env().PORTAL_URL),
      jwt: async ({ token, user, account }) => {
        if (user) {
          const provider = account?.provider ?? "password";
          const { sid } = await createSession(caller, { personId: user.id, provider, userAgent });
          return { sub: user.id, sid };
        }
        const live = typeof token.sid === "string" ? await findSession(token.sid, caller.now) : null;
        if (!live) throw new SessionEnded();
        return { sub: live.actor.personId, sid: token.sid };
      },
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.sid === "string") await endSession(caller, { sid: token.sid });
      },
    },
    logger: {
      error: (code, metadata) => {
        const err = metadata instanceof Error ? metadata : metadata.error;
        if (code === "JWT_SESSION_ERROR" && (err?.name === "SessionEnded" || err?.name.startsWith("JWE"))) return;
        // A callback without our cookies is anybody's doing; only the rest is a fault of ours.
        const level = code.startsWith("OAUTH_CALLBACK") ? "warn" : "error";
        log()[level]({ err, code, requestId: caller.requestId }, "sign-in failed");
      },
      warn: (code) => log().debug({ code }, "sign-in warning"),
      debug: () => undefined,
    },
  };
}
