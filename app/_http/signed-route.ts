import { problem } from "@/app/_http/problem";
import { readBytes } from "@/app/_http/read-bytes";
import { newId } from "@/lib/id";

const maxBytes = 1_048_576;

/**
 * Makes a Next route handler for a machine that signs what it sends: nobody is signed in, and the body is handed on
 * exactly as it came, because its signature is over that text.
 */
export function signedRoute(
  stated: { signature: string },
  verb: (call: { body: string; signature: string | null }, now: Date) => Promise<unknown>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const now = new Date();
    const requestId = newId("request", now);
    try {
      const body = (await readBytes(request, maxBytes)).toString("utf8");
      const answer = await verb({ body, signature: request.headers.get(stated.signature) }, now);
      return Response.json(answer, { headers: { "Cache-Control": "no-store", "Request-Id": requestId } });
    } catch (thrown) {
      return problem(thrown, { request, requestId, now });
    }
  };
}
