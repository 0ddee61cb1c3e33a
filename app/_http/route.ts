import { z } from "zod";
import { auth } from "@/app/_auth/auth";
import { checkOrigin } from "@/app/_http/check-origin";
import { chooseTenant } from "@/app/_http/choose-tenant";
import { clientAddress } from "@/app/_http/client-address";
import { parseInput } from "@/app/_http/parse-input";
import { problem } from "@/app/_http/problem";
import { readBody } from "@/app/_http/read-body";
import { readQuery } from "@/app/_http/read-query";
import { isStaffPermission, type Permission } from "@/lib/accounts/permissions";
import type { PersonActor } from "@/lib/accounts/server/signed-in";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { followOwnChanges } from "@/lib/gateway/server/follow-own-changes";
import { newId } from "@/lib/id";
import { authorize } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { MinuteGuard } from "@/lib/server/minute-guard";

/** What a handler asks of its caller: a permission, any signed-in person, or nothing. */
export type Needs = Permission | "signed-in" | "public";

export type PersonCtx = Ctx & { actor: PersonActor };
/** Whoever asks a public handler: perhaps nobody we know, so no use case that acts may be called with it. */
export type VisitorCtx = Omit<Ctx, "actor"> & { actor: PersonActor | null };

type CtxOf<N extends Needs> = N extends "public" ? VisitorCtx : PersonCtx;
type PathParams = { params: Promise<Record<string, string | string[] | undefined> | undefined> };
type Handler = (request: Request, context: PathParams) => Promise<Response>;

/** The input of a handler that states none: whatever is sent all the same is refused, never dropped. */
const nothing = z.strictObject({});
const withoutBody = new Set(["GET", "HEAD", "DELETE"]);

// Of one person and one process: keeps a runaway page or script from starving everybody else.
const perPerson = new MinuteGuard(300);

/**
 * Makes a Next route handler out of a use case. The handler states its needs as data; origin, sign-in, role, input and
 * every error are dealt with here. Input is the path's parameters with the query (GET, HEAD, DELETE) or with the JSON
 * body (others); `?tenant=` chooses the tenant of member and signed-in handlers and is no input of theirs.
 * `perMinute` bounds how often one person has it done, where somebody else's machine is asked for it.
 * A result becomes JSON, `undefined` becomes 204, a `Response` passes as it is; all carry `no-store` and `Request-Id`.
 */
export function route<N extends Needs, Schema extends z.ZodType = z.ZodUndefined>(
  stated: { needs: N; input?: Schema; status?: number; perMinute?: number },
  verb: (ctx: CtxOf<N>, input: z.output<Schema>) => unknown,
): Handler {
  const guard = stated.perMinute === undefined ? null : new MinuteGuard(stated.perMinute);
  return async (request, context) => {
    const now = new Date();
    const requestId = newId("request", now);
    try {
      checkOrigin(request, [env().PORTAL_URL, env().NEXTAUTH_URL]);
      const query = readQuery(new URL(request.url).searchParams);
      const ctx = await buildCtx(stated.needs, request, query, { now, requestId });
      if (guard && ctx.actor) takeTurn(guard, ctx.actor.personId, now);
      const schema = stated.input ?? (stated.needs === "public" ? undefined : nothing);
      const input = schema && (await readInput(schema, stated.needs, request, context, query));
      const result = await verb(ctx as CtxOf<N>, input as z.output<Schema>);
      if (request.method !== "GET" && request.method !== "HEAD") await followOwnChanges();
      return answer(result, stated.status, requestId);
    } catch (thrown) {
      return problem(thrown, { request, requestId, now });
    }
  };
}

async function buildCtx(
  needs: Needs,
  request: Request,
  query: Readonly<Record<string, string>>,
  at: { now: Date; requestId: string },
): Promise<VisitorCtx> {
  const signedIn = await auth();
  const ctx = { ...at, actor: signedIn?.actor ?? null, tenant: null, address: clientAddress(request.headers) };
  if (needs === "public") return ctx;
  if (!signedIn) throw new AppError("authentication_required", "Sign in first.");
  takeTurn(perPerson, signedIn.actor.personId, at.now);
  if (needs !== "signed-in" && isStaffPermission(needs)) {
    authorize({ ...ctx, actor: signedIn.actor }, needs);
    return ctx;
  }
  const tenant = chooseTenant(signedIn.memberships, query.tenant ?? null);
  if (needs !== "signed-in") authorize({ ...ctx, actor: signedIn.actor, tenant }, needs);
  return { ...ctx, tenant };
}

function takeTurn(guard: MinuteGuard, personId: string, now: Date): void {
  if (guard.take(personId, now)) return;
  const retryAfterSec = 60 - now.getUTCSeconds();
  throw new AppError("rate_limited", `More than ${guard.limit} requests in this minute.`, { retryAfterSec });
}

async function readInput(
  schema: z.ZodType,
  needs: Needs,
  request: Request,
  context: PathParams,
  query: Readonly<Record<string, string>>,
): Promise<unknown> {
  // A route without parts in braces has no parameters at all.
  const path = (await context.params) ?? {};
  const fromQuery = withoutBody.has(request.method);
  const choosesTenant = needs !== "public" && (needs === "signed-in" || !isStaffPermission(needs));
  const sent = fromQuery
    ? Object.fromEntries(Object.entries(query).filter(([name]) => !(choosesTenant && name === "tenant")))
    : await readBody(request);
  if (typeof sent !== "object" || sent === null || Array.isArray(sent)) {
    throw new AppError("validation_failed", "The body must be a JSON object.", {
      errors: [{ pointer: "", code: "invalid_type", message: "The body must be a JSON object." }],
    });
  }
  const twice = Object.keys(path).find((name) => Object.hasOwn(sent, name));
  if (twice !== undefined) {
    throw new AppError("validation_failed", `${twice} stands in the path already.`, {
      errors: [{ pointer: fromQuery ? twice : `/${twice}`, code: "unknown_field", message: "It is in the path." }],
    });
  }
  return parseInput(schema, { ...sent, ...path }, Object.keys(path), fromQuery);
}

function answer(result: unknown, status: number | undefined, requestId: string): Response {
  const response =
    result instanceof Response
      ? result
      : result === undefined
        ? new Response(null, { status: 204 })
        : Response.json(result, { status: status ?? 200 });
  response.headers.set("Cache-Control", "no-store");
  response.headers.append("Vary", "Cookie");
  response.headers.set("Request-Id", requestId);
  return response;
}
