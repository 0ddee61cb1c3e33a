import NextAuth from "next-auth";
import { authOptions } from "@/app/_auth/auth-options";
import { readForm } from "@/app/_auth/read-form";
import { checkOrigin } from "@/app/_http/check-origin";
import { clientAddress } from "@/app/_http/client-address";
import { problem } from "@/app/_http/problem";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";

/** Of what next-auth does not know it says so in plain text, some of it as a 500; all else is JSON or leads on. */
const isOurs = (headers: Headers) => headers.has("location") || /\bjson\b/.test(headers.get("content-type") ?? "");

/** next-auth's own endpoints: needs nothing, because this is where people become known. */
async function handle(request: Request, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  const now = new Date();
  const requestId = newId("request", now);
  try {
    checkOrigin(request, [env().PORTAL_URL, env().NEXTAUTH_URL]);
    const caller = { now, requestId, address: clientAddress(request.headers) };
    // Its log endpoint writes down whatever anybody sends.
    if ((await context.params).nextauth[0] === "_log") throw new AppError("not_found");
    const options = authOptions(caller, request.headers.get("user-agent"));
    const answered = (await NextAuth((await readForm(request)) as never, context as never, options)) as Response;
    if (answered.status >= 400 && !isOurs(answered.headers)) throw new AppError("not_found");
    answered.headers.set("Cache-Control", "no-store");
    answered.headers.set("Request-Id", requestId);
    return answered;
  } catch (thrown) {
    return problem(thrown, { request, requestId, now });
  }
}

export { handle as GET, handle as POST };
