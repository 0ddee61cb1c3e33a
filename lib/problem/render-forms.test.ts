import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { renderProblem } from "@/lib/problem/render-problem";
import { sampleProblem } from "@/lib/problem/sample-problem";
import type { ProblemInput } from "@/lib/problem/types";

const render = (accept: string, change: Partial<ProblemInput> = {}, acceptLanguage = "en") =>
  renderProblem(
    { ...sampleProblem("quota_exhausted", "https://portal.example.com"), ...change },
    { accept, acceptLanguage, defaultLocale: "en" },
  );

describe("the page of a problem", () => {
  it("has the title, the sentence, one button to the main action and the request id", () => {
    const { body, headers } = render("text/html");
    expect(headers["Content-Type"]).toBe("text/html; charset=utf-8");
    expect(body).toContain("<h1>Quota used up</h1>");
    expect(body).toContain("all 10,000 calls of this period are used");
    expect(body.match(/class="main"/g)).toHaveLength(1);
    expect(body).toContain(
      'href="https://portal.example.com/go/upgrade?tenant=tnt_01M2A7K3Q9ZJ4Y6W8V0R2T4S6X&amp;from=',
    );
    expect(body).toContain("req_01M7XNXRKG4T9B2V6C8D0E3F5H");
  });

  it("runs no script, loads nothing, is not indexed, and allows its own style alone", () => {
    const { body, headers } = render("text/html");
    expect(body).not.toMatch(/<script|<img|<link|<iframe|\son\w+=|\sstyle=|src=/);
    expect(headers["X-Robots-Tag"]).toBe("noindex");
    const style = /<style>(.*)<\/style>/s.exec(body)?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    expect(headers["Content-Security-Policy"]).toContain(`default-src 'none'; style-src 'sha256-${hash}'`);
  });

  it("names its language", () => {
    expect(render("text/html", {}, "de").body).toContain('<html lang="de" dir="ltr">');
  });

  it("shows names as text, never as markup", () => {
    const name = '<img src=x onerror=alert(1)>"&';
    const params = {
      ...sampleProblem("quota_exhausted", "").params,
      featureName: { kind: "text", value: name } as const,
    };
    expect(render("text/html", { params }).body).toContain("&lt;img src=x onerror=alert(1)&gt;&quot;&amp;");
  });

  it("has no button when the application may not know the way out", () => {
    expect(render("text/html", { minimal: true }).body).not.toContain("/go/");
  });
});

it("is three lines as text: title with code, sentence, link with request id", () => {
  const { body, headers } = render("text/plain");
  expect(headers["Content-Type"]).toBe("text/plain; charset=utf-8");
  const [title, detail, link, end] = body.split("\n");
  expect(title).toBe("402 Quota used up (quota_exhausted)");
  expect(detail).toMatch(/^Reports: all 10,000 calls/);
  expect(link).toMatch(/^https:\/\/portal\.example\.com\/go\/upgrade\?\S+ req_\w+$/);
  expect(end).toBe("");
});

it("is the same bytes under application/json", () => {
  const json = render("application/json");
  expect(json.headers["Content-Type"]).toBe("application/json");
  expect(json.body).toBe(render("application/problem+json").body);
});
