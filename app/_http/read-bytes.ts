import { AppError } from "@/lib/errors";

/**
 * The whole body of a request, read no further than the limit.
 * @throws AppError `payload_too_large`.
 */
export async function readBytes(request: Request, maxBytes: number): Promise<Buffer<ArrayBuffer>> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
  if (request.body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      throw tooLarge(maxBytes);
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks);
}

const tooLarge = (limitBytes: number) =>
  new AppError("payload_too_large", `The body is larger than ${limitBytes / 1_024} KiB.`, { limitBytes });

/** The media type of a body, without its parameters, in lower case; empty when none is stated. */
export const mediaTypeOf = (request: Request): string =>
  (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
