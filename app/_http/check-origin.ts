import { AppError } from "@/lib/errors";

const safe = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Lets an unsafe method pass only when the browser says it comes from one of our own pages.
 * @throws AppError `permission_denied` with reason `csrf` for a foreign, missing or opaque origin.
 */
export function checkOrigin(request: { method: string; headers: Headers }, origins: readonly string[]): void {
  if (safe.has(request.method)) return;
  const origin = request.headers.get("origin");
  if (origin !== null && origins.includes(origin)) return;
  throw new AppError("permission_denied", "This request did not come from a page of this portal.", { reason: "csrf" });
}
