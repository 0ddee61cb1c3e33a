import type { CookiesOptions } from "next-auth";
import { env } from "@/lib/env";

/**
 * Names of the sign-in's cookies. Over https they are bound to this host by their prefix; over http they carry the
 * port, because browsers share cookies between the ports of one host and two installations would sign each other out.
 */
function cookieName(name: string): string {
  const url = new URL(env().NEXTAUTH_URL);
  return url.protocol === "https:" ? `__Host-fg.${name}` : `fg.${name}.${url.port || "80"}`;
}

export const sessionCookie = (): string => cookieName("session");

/** All cookies of next-auth, with our names: HttpOnly, SameSite=Lax, path `/`, no domain. */
export function cookieOptions(): Partial<CookiesOptions> {
  const secure = env().NEXTAUTH_URL.startsWith("https:");
  const options = { httpOnly: true, sameSite: "lax" as const, path: "/", secure };
  const short = { ...options, maxAge: 15 * 60 };
  return {
    sessionToken: { name: sessionCookie(), options },
    callbackUrl: { name: cookieName("callback-url"), options },
    csrfToken: { name: cookieName("csrf"), options },
    pkceCodeVerifier: { name: cookieName("pkce"), options: short },
    state: { name: cookieName("state"), options: short },
    nonce: { name: cookieName("nonce"), options },
  };
}
