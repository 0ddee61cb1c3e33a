import type http from "node:http";
import { type ApiAnswer, type ApiRequest, describeProblem } from "@/scripts/stripe-sandbox/http/answer-request";
import type { PageAnswer, PageRequest } from "@/scripts/stripe-sandbox/pages/types";
import { StripeError } from "@/scripts/stripe-sandbox/world/stripe-error";

const mostBytes = 1024 * 1024;

/** The API under /v1 and /v2, pages for people everywhere else. */
export function serve(
  answerApi: (request: ApiRequest) => ApiAnswer,
  answerPage: (request: PageRequest) => Promise<PageAnswer>,
  pageUrl: () => string,
) {
  return async (request: http.IncomingMessage, response: http.ServerResponse) => {
    try {
      checkHost(request.headers.host, pageUrl());
      const [path = "/", query = ""] = splitOnce(request.url ?? "/", "?");
      const body = await readBody(request);
      const isApi = /^\/v[12](\/|$)/.test(path);
      const asked = { method: request.method ?? "GET", path, query, body, headers: request.headers };
      const answer: ApiAnswer = isApi ? answerApi(asked) : await answerPage(asked);
      const type = isApi ? { "content-type": "application/json" } : {};
      response.writeHead(answer.status, { ...type, ...answer.headers }).end(answer.body);
    } catch (problem) {
      const { status, body } = describeProblem(problem);
      if (!response.headersSent) response.writeHead(status, { "content-type": "application/json" });
      response.end(body);
    }
  };
}

/** A name of somebody else's that leads to loopback would make a page of theirs one of ours to a browser. */
function checkHost(host: string | undefined, pageUrl: string): void {
  const name = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : "";
  if (/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(name) || name === new URL(pageUrl).hostname) return;
  throw new StripeError(421, { type: "invalid_request_error", message: "The sandbox does not answer to this name." });
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

async function readBody(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= mostBytes) chunks.push(chunk);
  }
  if (bytes <= mostBytes) return Buffer.concat(chunks).toString("utf8");
  throw new StripeError(413, { type: "invalid_request_error", message: "The request is too large." });
}
