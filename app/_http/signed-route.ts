import { problem } from "@/app/_http/problem";
import { readBytes } from "@/app/_http/read-bytes";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";

const maxBytes = 1_048_576;
/** So many bodies are held at once: they are read before anybody knows who sent them. */
const mostAtOnce = 50;
let atOnce = 0;

type Stated = {
  /** The header in which the signature comes. */
  signature: string;
  /** Whether anything is taken here; where nothing is, the address does not exist. */
  isOpen: () => boolean;
};

/**
 * Makes a Next route handler for a machine that signs what it sends: nobody is signed in, and the body is handed on
 * exactly as it came, because its signature is over that text. What bears no signature is refused unread.
 */
export function signedRoute(
  stated: Stated,
  verb: (call: { body: string; signature: string }, now: Date) => Promise<unknown>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const now = new Date();
    const requestId = newId("request", now);
    try {
      if (!stated.isOpen()) throw new AppError("not_found");
      const signature = request.headers.get(stated.signature);
      if (!signature) throw new AppError("invalid_request", "The signature is missing.", { reason: "signature" });
      if (!/^(identity)?$/i.test(request.headers.get("content-encoding") ?? "")) {
        throw new AppError("unsupported_media_type", "Send the body without a content encoding.");
      }
      const answer = await verb({ body: await readOneOfMany(request), signature }, now);
      return Response.json(answer, { headers: { "Cache-Control": "no-store", "Request-Id": requestId } });
    } catch (thrown) {
      return problem(thrown, { request, requestId, now });
    }
  };
}

async function readOneOfMany(request: Request): Promise<string> {
  if (atOnce >= mostAtOnce) {
    throw new AppError("temporary_reduced_capacity", "Too much is sent here at this moment.", { retryAfterSec: 5 });
  }
  atOnce += 1;
  try {
    return (await readBytes(request, maxBytes)).toString("utf8");
  } finally {
    atOnce -= 1;
  }
}
