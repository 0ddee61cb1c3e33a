import { mediaTypeOf, readBytes } from "@/app/_http/read-bytes";
import { AppError } from "@/lib/errors";

const formType = "application/x-www-form-urlencoded";
const maxBytes = 65_536;

/**
 * The same request with its form read: next-auth would also take JSON, of any size and shape, and fails on what it
 * does not expect. A form holds nothing but texts.
 * @throws AppError `unsupported_media_type` or `payload_too_large`.
 */
export async function readForm(request: Request): Promise<Request & { nextUrl: URL }> {
  const { url, method, headers } = request;
  const nextUrl = new URL(url);
  if (method !== "POST") return Object.assign(new Request(url, { method, headers }), { nextUrl });
  if (mediaTypeOf(request) !== formType) {
    throw new AppError("unsupported_media_type", "Send the body as a form.", { accepted: [formType] });
  }
  const body = await readBytes(request, maxBytes);
  return Object.assign(new Request(url, { method, headers, body }), { nextUrl });
}
