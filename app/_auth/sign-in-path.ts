/** Where strangers are sent, and how they come back to what they asked for. */
export function signInPath(asked: string): string {
  return asked === "/" ? "/sign-in" : `/sign-in?callbackUrl=${encodeURIComponent(asked)}`;
}

/**
 * A place on our own origin to go to after sign-in, as path and query; `/` for anything that leads elsewhere.
 * The URL parser decides, because browsers read `/\evil.example` and `//evil.example` as another host.
 */
export function safeCallbackPath(asked: string | null | undefined, origin: string): string {
  if (!asked || asked.length > 2_000 || !URL.canParse(asked, origin)) return "/";
  const url = new URL(asked, origin);
  if (url.origin !== new URL(origin).origin || url.username !== "") return "/";
  return url.pathname.startsWith("/api/") || url.pathname.startsWith("//") ? "/" : url.pathname + url.search + url.hash;
}
