import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Code, codes } from "@/lib/errors";
import { problemSchema } from "@/lib/problem/problem-schema";
import { renderProblem } from "@/lib/problem/render-problem";
import { sampleProblem } from "@/lib/problem/sample-problem";
import type { ProblemInput, ProblemWant } from "@/lib/problem/types";

const portalUrl = "https://portal.example.com";
const all = Object.keys(codes) as Code[];
const render = (input: ProblemInput, want: Partial<ProblemWant> = {}) => {
  const answer = renderProblem(input, { defaultLocale: "en", ...want });
  return { ...answer, json: () => JSON.parse(answer.body) };
};
const sample = (code: Code, change: Partial<ProblemInput> = {}) => ({ ...sampleProblem(code, portalUrl), ...change });
const schema = z.fromJSONSchema(problemSchema as unknown as Parameters<typeof z.fromJSONSchema>[0]);
const bytesOf = (headers: Record<string, string>) =>
  Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);

describe.each(all)("%s", (code) => {
  it("has a body that the committed schema accepts, in both languages", () => {
    for (const acceptLanguage of ["en", "de"]) {
      const result = schema.safeParse(render(sample(code), { acceptLanguage }).json());
      expect(result.error?.issues ?? []).toEqual([]);
    }
  });

  it("says its status, its code, its links and the same sentence twice", () => {
    const { status, headers, json } = render(sample(code));
    const body = json();
    expect(body.status).toBe(codes[code].status);
    expect(status).toBe(codes[code].status);
    expect(body.code).toBe(code);
    expect(body.message).toBe(body.detail);
    expect(body.instance).toBe(`urn:faregate:request:${body.requestId}`);
    expect(body.type).toBe(`${portalUrl}/problems/${code.replaceAll("_", "-")}`);
    expect(body.documentation).toBe(`${portalUrl}/errors/${code}`);
    expect(headers["Request-Id"]).toBe(body.requestId);
    expect(headers.Link).toContain(`<${body.documentation}>; rel="help"`);
  });

  it("is never kept by a cache, and stays within 4 KB of headers and 8 KB of body", () => {
    const { headers, body } = render(sample(code));
    expect(headers["Cache-Control"]).toBe("no-store");
    expect(bytesOf(headers)).toBeLessThan(4_096);
    expect(Buffer.byteLength(body)).toBeLessThan(8_192);
  });

  it("differs in German in its sentences alone", () => {
    const en = render(sample(code)).json();
    const { headers, json } = render(sample(code), { acceptLanguage: "de" });
    const de = json();
    expect(headers["Content-Language"]).toBe("de");
    expect(de.title).not.toBe(en.title);
    const machine = (body: Record<string, unknown>) => {
      const { title: _t, detail: _d, message: _m, ...rest } = body;
      const actions = (rest.actions as { title: string }[] | undefined)?.map(({ title: _title, ...action }) => action);
      const { featureName: _f, ...details } = rest.details as Record<string, unknown>;
      return { ...rest, actions, details };
    };
    expect(machine(de)).toEqual(machine(en));
  });

  it("asks for waiting only where waiting helps", () => {
    const { headers, json } = render(sample(code, { retryAfterSec: 30 }));
    if (codes[code].status === 402) {
      expect(headers["Retry-After"]).toBeUndefined();
      expect(json().retry).toEqual({ policy: "after_payment", automatic: false });
    }
    if ([429, 503].includes(codes[code].status)) {
      expect(headers["Retry-After"]).toBe("30");
      expect(json().retry).toEqual({ policy: "after_delay", automatic: true });
    }
  });
});

describe.each(all.filter((code) => codes[code].status === 402))("402 %s", (code) => {
  it("leads to the first action in link, actions and the Link header alike", () => {
    const { headers, json } = render(sample(code));
    const body = json();
    expect(body.link).toBe(body.actions[0].href);
    expect(headers.Link).toContain(`<${body.link}>; rel="payment"`);
    expect(body.link).toMatch(/^https:\/\/portal\.example\.com\/go\/[a-z-]+\?tenant=tnt_\w+&from=req_\w+$/);
    expect(body.actions.map((action: { rel: string }) => action.rel)).toEqual(
      codes[code].actions.filter((rel) => rel !== "top_up" || body.details.overage !== "none"),
    );
  });

  it("says plan, usage, period and reasons even when there are none", () => {
    const body = render(
      sample(code, {
        currentPlan: undefined,
        usageRemaining: undefined,
        billingCycleEnd: undefined,
      } as Partial<ProblemInput>),
    ).json();
    expect(body).toMatchObject({ currentPlan: null, usageRemaining: null, billingCycleEnd: null, reasons: [] });
  });

  it("says nothing about tenant, plan or usage in minimal mode", () => {
    const { headers, json } = render(sample(code, { minimal: true }));
    expect(Object.keys(json()).sort()).toEqual(
      [
        ...["type", "title", "status", "detail", "instance", "code", "message", "details", "retry"],
        ...["requestId", "timestamp", "documentation"],
      ].sort(),
    );
    expect(json().details).toEqual({});
    expect(json().detail).toBe("This service is not available for this application at the moment.");
    expect(headers.Link).not.toContain('rel="payment"');
    expect(headers.RateLimit).toBeUndefined();
  });
});

it("answers the contract's own example word for word", () => {
  expect(render(sample("quota_exhausted"), { acceptLanguage: "de" }).json()).toMatchObject({
    title: "Kontingent aufgebraucht",
    detail:
      "Berichte: Alle 10.000 Aufrufe dieses Zeitraums sind verbraucht. Das Kontingent wird am 1. Dezember 2026 um 00:00 UTC erneuert.",
    details: { feature: "reports", featureName: "Berichte", policy: "monthly" },
    actions: [{ rel: "upgrade", title: "Tarif wechseln", price: { amount: "49.00", currency: "EUR" } }, {}],
    "violated-policies": ["monthly"],
    billingCycleEnd: "2026-12-01T00:00:00Z",
  });
});

it("leaves out the actions that do not exist for this tenant", () => {
  const body = render(sample("quota_exhausted", { actionsOffered: [{ rel: "contact_sales" }] })).json();
  expect(body.actions.map((action: { rel: string }) => action.rel)).toEqual(["contact_sales"]);
  expect(body.link).toBe(body.actions[0].href);
});

it("tells an unknown caller nothing about any tenant", () => {
  const body = render(sample("quota_exhausted", { tenant: undefined } as Partial<ProblemInput>)).json();
  for (const member of ["tenant", "key", "currentPlan", "usageRemaining", "explainUrl"]) {
    expect(body).not.toHaveProperty(member);
  }
});

it("challenges every 401, and says that the token is bad only when one was sent", () => {
  expect(render(sample("authentication_required")).headers["WWW-Authenticate"]).toBe('Bearer realm="faregate"');
  expect(render(sample("invalid_api_key")).headers["WWW-Authenticate"]).toContain('error="invalid_token"');
});

it("lists the methods of a 405", () => {
  expect(render(sample("method_not_allowed")).headers.Allow).toBe("GET, POST");
});

it("lets a machine repeat a broken call only when that is safe", () => {
  expect(render(sample("upstream_timeout")).json().retry.automatic).toBe(false);
  expect(render(sample("upstream_timeout", { repeatable: true })).json().retry.automatic).toBe(true);
});

it("says a given explanation, and says truly that it is English", () => {
  const { headers, json } = render(sample("conflict", { explanation: "This key is already revoked." }), {
    acceptLanguage: "de",
  });
  expect(json().detail).toBe("This key is already revoked.");
  expect(headers["Content-Language"]).toBe("en");
});

it("keeps a long list of field errors within the size by saying how many were left out", () => {
  const errors = Array.from({ length: 500 }, (_, i) => ({ pointer: `/a/${i}`, code: "x", message: "Is not valid." }));
  const { body, json } = render(sample("validation_failed", { details: { errors } }));
  expect(Buffer.byteLength(body)).toBeLessThan(8_192);
  expect(json().details).toMatchObject({ omitted: 490 });
});
