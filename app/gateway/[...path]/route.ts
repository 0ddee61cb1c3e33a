import { peerHeader } from "@/app/_http/client-address";
import { readHead } from "@/app/_http/raw-head";
import { answerCall } from "@/lib/gateway/server/answer-call";

export const dynamic = "force-dynamic";

/** The second door of the gateway: the same engine as the process on its own port, for small installations. */
const answer = (request: Request): Promise<Response> =>
  answerCall(request, { prefix: "/gateway", peer: request.headers.get(peerHeader), head: readHead(request.headers) });

export {
  answer as DELETE,
  answer as GET,
  answer as HEAD,
  answer as OPTIONS,
  answer as PATCH,
  answer as POST,
  answer as PUT,
};
