"use client";

import { signIn, signOut } from "next-auth/react";

/** How an attempt ended: null when signed in, else a code that the sign-in page puts into words. */
export async function attemptSignIn(email: string, password: string): Promise<string | null> {
  try {
    const answered = await signIn("credentials", { email, password, redirect: false });
    return answered?.ok && !answered.error ? null : (answered?.error ?? "unreachable");
  } catch {
    return "unreachable";
  }
}

/** Leaves for a provider's own sign-in and comes back to the path. */
export async function leaveForProvider(provider: string, callbackPath: string): Promise<void> {
  await signIn(provider, { callbackUrl: callbackPath });
}

/** Ends this session at the server, then shows the sign-in page. */
export async function endOwnSession(): Promise<void> {
  await signOut({ callbackUrl: "/sign-in" });
}
