import CredentialsProvider from "next-auth/providers/credentials";
import GitHubProvider from "next-auth/providers/github";
import GoogleProvider from "next-auth/providers/google";
import type { Provider } from "next-auth/providers/index";
import { isDatabaseAway } from "@/app/_http/is-database-away";
import type { Caller } from "@/lib/accounts/server/create-session";
import { signInWithPassword } from "@/lib/accounts/server/sign-in-with-password";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/server/log";

/** The ways in besides a password, as the environment sets them up; ids are next-auth's. */
export function listOtherProviders(): { id: string; name: string }[] {
  const { GITHUB_ID, GOOGLE_ID, OIDC_ISSUER, OIDC_NAME } = env();
  return [
    ...(GITHUB_ID ? [{ id: "github", name: "GitHub" }] : []),
    ...(GOOGLE_ID ? [{ id: "google", name: "Google" }] : []),
    ...(OIDC_ISSUER ? [{ id: "oidc", name: OIDC_NAME }] : []),
  ];
}

/** Every provider for one request: the password always, the others when their variables are set. */
export function providers(caller: Caller): Provider[] {
  const { GITHUB_ID, GITHUB_SECRET, GOOGLE_ID, GOOGLE_SECRET } = env();
  const list: Provider[] = [password(caller)];
  if (GITHUB_ID && GITHUB_SECRET) list.push(GitHubProvider({ clientId: GITHUB_ID, clientSecret: GITHUB_SECRET }));
  if (GOOGLE_ID && GOOGLE_SECRET) {
    const checks = ["pkce" as const, "state" as const, "nonce" as const];
    list.push(GoogleProvider({ clientId: GOOGLE_ID, clientSecret: GOOGLE_SECRET, checks }));
  }
  const oidc = openIdConnect();
  if (oidc) list.push(oidc);
  return list;
}

function password(caller: Caller): Provider {
  return CredentialsProvider({
    credentials: { email: { type: "email" }, password: { type: "password" } },
    async authorize(sent) {
      if (typeof sent?.email !== "string" || typeof sent.password !== "string") return null;
      try {
        const { personId } = await signInWithPassword(caller, { email: sent.email, password: sent.password });
        return { id: personId };
      } catch (refusal) {
        // next-auth hands the message to the sign-in page: the bare code, which the page puts into words.
        if (refusal instanceof AppError) throw new Error(refusal.code);
        log().error({ err: refusal, requestId: caller.requestId }, "sign-in failed");
        throw new Error(isDatabaseAway(refusal) ? "entitlement_unavailable" : "internal_error");
      }
    },
  });
}

function openIdConnect(): Provider | null {
  const { OIDC_ISSUER, OIDC_ID, OIDC_SECRET, OIDC_NAME } = env();
  if (!OIDC_ISSUER || !OIDC_ID || !OIDC_SECRET) return null;
  return {
    id: "oidc",
    name: OIDC_NAME,
    type: "oauth",
    issuer: OIDC_ISSUER,
    wellKnown: `${OIDC_ISSUER.replace(/\/$/, "")}/.well-known/openid-configuration`,
    clientId: OIDC_ID,
    clientSecret: OIDC_SECRET,
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    authorization: { params: { scope: "openid email profile" } },
    profile: (profile: { sub: string; name?: string; email?: string }) => ({
      id: profile.sub,
      name: profile.name ?? null,
      email: profile.email ?? null,
    }),
  };
}
