import { createHash } from "node:crypto";
import { expandAnswer, type Includes } from "@/scripts/stripe-sandbox/http/expand-answer";
import type { Handlers } from "@/scripts/stripe-sandbox/http/handler";
import { endpointMatcher } from "@/scripts/stripe-sandbox/http/match-endpoint";
import { parseForm } from "@/scripts/stripe-sandbox/http/parse-form";
import type { JsonObject } from "@/scripts/stripe-sandbox/json";
import { answerOf } from "@/scripts/stripe-sandbox/world/answer-of";
import { randomWord } from "@/scripts/stripe-sandbox/world/new-id";
import { refuse, StripeError, type StripeErrorBody } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

export interface ApiRequest {
  method: string;
  path: string;
  query: string;
  body: string;
  headers: Record<string, string | string[] | undefined>;
}

export interface ApiAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const keptForSeconds = 86_400;

/**
 * Answers calls of the API. Every request is answered in one go, so two with the same idempotency key never run at the
 * same time. Whatever goes wrong, the answer is JSON with an `error` object, because the SDK takes a body without one
 * for success.
 */
export function requestAnswerer(world: World, handlers: Handlers, includes: Includes) {
  const matchServed = endpointMatcher(Object.keys(handlers));
  const matchAny = endpointMatcher(world.contract.everyEndpoint);

  return function answerRequest(request: ApiRequest): ApiAnswer {
    const requestId = `req_${randomWord(14)}`;
    const headers = { "request-id": requestId, "stripe-version": world.contract.apiVersion };
    try {
      admit(world, request);
      const replayed = replay(world, request, requestId);
      if (replayed) return replayed;
      const { status, body, isKept } = run(request, requestId);
      if (isKept) keep(world, request, requestId, status, body);
      return { status, headers: status < 400 ? headers : { ...headers, "stripe-should-retry": "false" }, body };
    } catch (problem) {
      return { ...describeProblem(problem), headers: { ...headers, "stripe-should-retry": "false" } };
    }
  };

  /** A refusal of the parameters is not kept: the caller may send the key again with better ones. */
  function run(request: ApiRequest, requestId: string): { status: number; body: string; isKept: boolean } {
    const called = matchServed(request.method, request.path) ?? refuseUnserved(request);
    const params = parseForm(request.method === "POST" ? request.body : request.query);
    checkParams(called.endpoint, params);
    world.request = { id: requestId, idempotency_key: idempotencyKeyOf(request) };
    try {
      const handle = handlers[called.endpoint];
      const { expand, ...rest } = params;
      const answer = answerOf(world, handle?.(world, rest as never, decodeURIComponent(called.id)) ?? {});
      if (Array.isArray(expand)) expandAnswer(world, includes, answer, expand.map(String));
      checkAnswer(called.endpoint, answer);
      return { status: 200, body: JSON.stringify(answer), isKept: true };
    } catch (problem) {
      return { ...describeProblem(problem), isKept: !(problem instanceof StripeError) || problem.status === 402 };
    } finally {
      world.request = { id: null, idempotency_key: null };
      world.changed();
    }
  }

  function refuseUnserved({ method, path }: ApiRequest): never {
    const known = matchAny(method, path);
    if (!known) {
      const message = `Unrecognized request URL (${method}: ${path.slice(0, 200)}).`;
      throw new StripeError(404, { type: "invalid_request_error", message });
    }
    const message = `The sandbox does not have ${known.endpoint}, which Stripe has.`;
    throw new StripeError(501, { type: "invalid_request_error", code: "sandbox_not_implemented", message });
  }

  function checkParams(endpoint: string, params: JsonObject) {
    world.tally.stripe_requests_checked += 1;
    const fault = world.checks.request(endpoint, params);
    if (!fault) return;
    world.tally.stripe_requests_refused += 1;
    refuse(fault.message, fault.param, fault.code);
  }

  function checkAnswer(endpoint: string, answer: JsonObject) {
    world.tally.stripe_answers_checked += 1;
    const faults = answer.deleted ? [] : world.checks.answer(endpoint, answer);
    if (faults.length === 0) return;
    world.tally.stripe_violations += 1;
    world.violations.push({ where: endpoint, faults: faults.slice(0, 8) });
  }
}

const headerOf = ({ headers }: ApiRequest, name: string) => {
  const value = headers[name];
  return typeof value === "string" ? value : null;
};

const idempotencyKeyOf = (request: ApiRequest) =>
  request.method === "POST" ? headerOf(request, "idempotency-key") : null;

/** Only test keys, and only the API version that the SDK pins. */
function admit(world: World, request: ApiRequest): void {
  const key = /^(?:Bearer|Basic)\s+(\S+)/i.exec(headerOf(request, "authorization") ?? "")?.[1];
  const refuseKey = (message: string) => {
    throw new StripeError(401, { type: "invalid_request_error", message });
  };
  if (!key) refuseKey("You did not provide an API key.");
  if (!/^[sr]k_test_/.test(key ?? "")) refuseKey("The sandbox accepts only keys that begin with sk_test_ or rk_test_.");
  const version = headerOf(request, "stripe-version");
  if (version && version !== world.contract.apiVersion) {
    refuse(`The sandbox speaks API version ${world.contract.apiVersion}, not ${version.slice(0, 40)}.`);
  }
}

const hashOf = ({ path, body }: ApiRequest) => createHash("sha256").update(`${path}\n${body}`).digest("hex");

/** What the same key was answered within a day. */
function replay(world: World, request: ApiRequest, requestId: string): ApiAnswer | null {
  const key = idempotencyKeyOf(request);
  const kept = key ? world.state.idempotency.get(key) : undefined;
  if (!key || !kept || world.realNow() - kept.at > keptForSeconds) return null;
  if (kept.hash !== hashOf(request)) {
    const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`;
    throw new StripeError(400, { type: "idempotency_error", message });
  }
  const headers = {
    "request-id": requestId,
    "stripe-version": world.contract.apiVersion,
    "idempotent-replayed": "true",
    "original-request": kept.requestId,
  };
  return { status: kept.status, headers, body: kept.body };
}

function keep(world: World, request: ApiRequest, requestId: string, status: number, body: string): void {
  const key = idempotencyKeyOf(request);
  if (key) world.state.idempotency.set(key, { hash: hashOf(request), status, body, requestId, at: world.realNow() });
}

/** @returns a body of status 400 or more, always with an `error` object */
export function describeProblem(problem: unknown): { status: number; body: string } {
  if (problem instanceof StripeError) return { status: problem.status, body: errorBody(problem.body) };
  if (problem instanceof URIError) {
    return { status: 400, body: errorBody({ type: "invalid_request_error", message: "Malformed URL." }) };
  }
  console.error(problem);
  const message = `The sandbox failed: ${problem instanceof Error ? problem.message : String(problem)}`;
  return { status: 500, body: errorBody({ type: "api_error", message }) };
}

function errorBody(error: StripeErrorBody): string {
  const { code } = error;
  const docs = code ? { doc_url: `https://docs.stripe.com/error-codes/${code.replaceAll("_", "-")}` } : {};
  return JSON.stringify({ error: { ...error, ...docs } });
}
