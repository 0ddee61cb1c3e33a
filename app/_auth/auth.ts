import { cookies } from "next/headers";
import { decode } from "next-auth/jwt";
import { cache } from "react";
import { sessionCookie } from "@/app/_auth/cookies";
import { findSession } from "@/lib/accounts/server/find-session";
import type { SignedIn } from "@/lib/accounts/server/signed-in";
import { env } from "@/lib/env";

/**
 * Who is asking, or null. Only the cookie is read, never an `Authorization` header, and of its token only the `sid` is
 * believed: person, role and memberships come from the database at each request. A page asks once (React cache).
 */
export const auth = cache(async (): Promise<SignedIn | null> => {
  const token = (await cookies()).get(sessionCookie())?.value;
  const sid = token === undefined ? null : await readSid(token);
  return sid === null ? null : findSession(sid, new Date());
});

/** The sid inside a session cookie; null for a token that is damaged, past its end or encrypted for somebody else. */
export async function readSid(token: string): Promise<string | null> {
  try {
    const decoded = await decode({ token, secret: env().NEXTAUTH_SECRET });
    return typeof decoded?.sid === "string" ? decoded.sid : null;
  } catch {
    return null;
  }
}
