import { parseJson } from "@/app/_http/parse-json";
import { mediaTypeOf, readBytes } from "@/app/_http/read-bytes";
import { AppError } from "@/lib/errors";

const maxBytes = 1_048_576;

/**
 * The JSON body of a request, `{}` when there is none.
 * @throws AppError `unsupported_media_type`, `payload_too_large` or `invalid_request`.
 */
export async function readBody(request: Request): Promise<unknown> {
  const type = mediaTypeOf(request);
  const bytes = await readBytes(request, maxBytes);
  if (bytes.length === 0 && type === "") return {};
  if (type !== "application/json") {
    throw new AppError("unsupported_media_type", "Send the body as application/json.", {
      accepted: ["application/json"],
    });
  }
  if (bytes.length === 0) return {};
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new AppError("invalid_request", "The body is not valid UTF-8.", { reason: "json" });
  }
  return parseJson(text);
}
