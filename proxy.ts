import { type NextRequest, NextResponse } from "next/server";
import { askedHeader } from "@/app/_auth/asked-header";
import { sessionCookie } from "@/app/_auth/cookies";
import { signInPath } from "@/app/_auth/sign-in-path";
import { problem } from "@/app/_http/problem";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";

/** Pages that nobody sees signed out. The pages themselves decide; sending strangers away here is a courtesy. */
const signedInOnly = /^\/(admin|console|account)(\/|$)/;

/** Gives each page its content security policy, and tells it which address was asked for. Authorises nothing. */
export function proxy(request: NextRequest): Response {
  const { pathname, search } = request.nextUrl;
  if (!isReadable(pathname)) return refuseAddress(request);
  if (request.headers.has("next-action")) return new NextResponse(null, { status: 404 });
  if (signedInOnly.test(pathname) && !request.cookies.has(sessionCookie())) {
    return NextResponse.redirect(new URL(signInPath(pathname + search), env().PORTAL_URL));
  }
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const policy = contentSecurityPolicy(nonce, env().NODE_ENV === "development");
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  headers.set(askedHeader, pathname + search);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  return response;
}

/** Whether the percent forms of a path can be read; the router itself would fail on others. */
function isReadable(pathname: string): boolean {
  try {
    decodeURIComponent(pathname);
    return true;
  } catch {
    return false;
  }
}

function refuseAddress(request: Request): Response {
  const now = new Date();
  const refusal = new AppError("invalid_request", "The address holds a percent sign that begins no character.");
  return problem(refusal, { request, requestId: newId("request", now), now });
}

function contentSecurityPolicy(nonce: string, development: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    // The development overlay draws itself with styles that know no nonce.
    development ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

export const config = {
  matcher: [
    // Below /api, where bodies are never to be held up here, only addresses that the router could not read.
    "/api/(.*%(?![0-7][0-9A-Fa-f]).*)",
    // Below /gateway bodies must stream, so only what could never be a call.
    "/gateway/(.*%(?![0-9A-Fa-f][0-9A-Fa-f]).*)",
    "/((?!gateway/|gateway$|api/|_next/static|_next/image|healthz|readyz|favicon.ico|icon.svg).*)",
  ],
};
