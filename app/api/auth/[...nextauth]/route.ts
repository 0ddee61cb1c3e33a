import NextAuth from "next-auth";
import { authOptions } from "@/app/_auth/auth-options";
import { readForm } from "@/app/_auth/read-form";
import { checkOrigin } from "@/app/_http/check-origin";
import { clientAddress } from "@/app/_http/client-address";
import { problem } from "@/app/_http/problem";
import { env } from "@/lib/env";
import { newId } from "@/lib/id";

/** next-auth's own endpoints: needs nothing, because this is where people become known. */
async function handle(request: Request, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  const now = new Date();
  const requestId = newId("request", now);
  try {
    checkOrigin(request, [env().PORTAL_URL, env().NEXTAUTH_URL]);
    const caller = { now, requestId, address: clientAddress(request.headers) };
    const options = authOptions(caller, request.headers.get("user-agent"));
    const answered = (await NextAuth((await readForm(request)) as never, context as never, options)) as Response;
    answered.headers.set("Cache-Control", "no-store");
    answered.headers.set("Request-Id", requestId);
    return answered;
  } catch (thrown) {
    return problem(thrown, { request, requestId, now });
  }
}

export { handle as GET, handle as POST };
