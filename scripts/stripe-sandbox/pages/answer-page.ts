import type { StripeEvent } from "@/scripts/stripe-sandbox/events/types";
import { showCheckout, submitCheckout } from "@/scripts/stripe-sandbox/pages/checkout-page";
import { showConfirm, submitConfirm } from "@/scripts/stripe-sandbox/pages/confirm-page";
import { html, page, redirect } from "@/scripts/stripe-sandbox/pages/html";
import { showInvoice, submitInvoice } from "@/scripts/stripe-sandbox/pages/invoice-page";
import { invoicePdf } from "@/scripts/stripe-sandbox/pages/invoice-pdf";
import { panelActions } from "@/scripts/stripe-sandbox/pages/panel-actions";
import { showPanel } from "@/scripts/stripe-sandbox/pages/panel-page";
import { showPortal, submitPortal } from "@/scripts/stripe-sandbox/pages/portal-page";
import type { PageAnswer, PageRequest } from "@/scripts/stripe-sandbox/pages/types";
import { find } from "@/scripts/stripe-sandbox/world/objects";
import { StripeError } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/** Pages for people, and the panel's actions as forms or as JSON (`accept: application/json`). */
export function pageAnswerer(world: World, resend: (event: StripeEvent) => Promise<void>) {
  return async (request: PageRequest): Promise<PageAnswer> => {
    const [, first = "", second = "", third = ""] = request.path.split("/");
    const isPost = request.method === "POST";
    if (isPost && !isFromHere(request)) return page("Refused", html`<p>The request came from another site.</p>`, 403);
    const form = isPost ? Object.fromEntries(new URLSearchParams(request.body)) : {};
    try {
      if (first === "_sandbox") return await panel(second, form, isPost, request);
      if (first === "") return showPanel(world);
      const answer = answerObject(first, second, third, form, isPost, request.query);
      return answer ?? page("Not found", html`<p>There is no such page.</p>`, 404);
    } finally {
      if (isPost) world.changed();
    }
  };

  function answerObject(
    first: string,
    second: string,
    third: string,
    form: Record<string, string>,
    isPost: boolean,
    query: string,
  ): PageAnswer | null {
    if (first === "c" && second === "pay") {
      const session = find(world, "checkout.session", third);
      return session && (isPost ? submitCheckout(world, session, form) : showCheckout(world, session));
    }
    if (first === "p" && second === "session") {
      const session = find(world, "billing_portal.session", third);
      return session && (isPost ? submitPortal(world, session, form) : showPortal(world, session));
    }
    if (first === "3ds") return isPost ? submitConfirm(world, new URLSearchParams(query), form) : showConfirm();
    if (first !== "i") return null;
    const invoice = find(world, "invoice", second);
    if (invoice && third === "pdf") return invoicePdf(invoice);
    return invoice && (isPost ? submitInvoice(world, invoice, form) : showInvoice(invoice));
  }

  async function panel(
    name: string,
    form: Record<string, string>,
    isPost: boolean,
    request: PageRequest,
  ): Promise<PageAnswer> {
    const isJson = request.headers.accept === "application/json";
    if (!isPost && name === "state") return json(200, stateOf(world));
    const act = isPost && Object.hasOwn(panelActions, name) ? panelActions[name] : undefined;
    if (!act) return json(404, { error: { type: "invalid_request_error", message: "The panel has no such action." } });
    try {
      await act(world, form, resend);
    } catch (problem) {
      if (!(problem instanceof StripeError)) throw problem;
      return isJson
        ? json(problem.status, { error: problem.body })
        : page("Refused", html`<p>${problem.message}</p>`, 400);
    }
    return isJson ? json(200, stateOf(world)) : redirect("/");
  }
}

const json = (status: number, body: object): PageAnswer => ({
  status,
  headers: { "content-type": "application/json", "cache-control": "no-store" },
  body: JSON.stringify(body),
});

const stateOf = (world: World) => ({
  account: world.state.accountId,
  counts: Object.fromEntries(Object.entries(world.state.objects).map(([kind, kept]) => [kind, kept.size])),
  deliveries: world.deliveries,
  faults: world.faults,
  tally: world.tally,
  violations: world.violations,
});

/** A form on another site names its own origin. */
function isFromHere({ headers }: PageRequest): boolean {
  const { origin, host } = headers;
  return origin === undefined || (typeof origin === "string" && URL.canParse(origin) && new URL(origin).host === host);
}
