import { parseJson } from "@/app/_http/parse-json";
import { AppError } from "@/lib/errors";

const maxBytes = 1_048_576;

/**
 * The JSON body of a request, `{}` when there is none.
 * @throws AppError `unsupported_media_type`, `payload_too_large` or `invalid_request`.
 */
export async function readBody(request: Request): Promise<unknown> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > maxBytes) throw tooLarge();
  const bytes = await readBytes(request);
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

async function readBytes(request: Request): Promise<Buffer> {
  if (request.body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      throw tooLarge();
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks);
}

const tooLarge = () => new AppError("payload_too_large", "The body is larger than 1 MiB.", { limitBytes: maxBytes });
