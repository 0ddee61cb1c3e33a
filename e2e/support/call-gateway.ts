import { expect } from "@playwright/test";
import { watchStalls } from "@/tests/gateway/watch-stalls";
import { demoFacts } from "./journey";

export type Answer = { status: number; headers: Headers; text: string; problem: Record<string, unknown> };
export type Door = "gateway" | "portal";

/** Calls the demo's api through one of the two doors, as a client app would. */
export async function callGateway(
  path = "/northlight/v1/search?q=berlin",
  { key = demoFacts().apiKey, door = "gateway" as Door, headers = {} as Record<string, string> } = {},
): Promise<Answer> {
  const { gatewayUrl, portalUrl } = demoFacts();
  const url = door === "gateway" ? gatewayUrl + path : `${portalUrl}/gateway${path}`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${key}`, ...headers } });
  const text = await answer.text();
  const isProblem = answer.headers.get("content-type")?.startsWith("application/problem+json");
  return { status: answer.status, headers: answer.headers, text, problem: isProblem ? JSON.parse(text) : {} };
}

/** Goes on until the plan's quota is used up; the refusal that says so. */
export async function callUntilRefused(): Promise<Answer> {
  for (let calls = 0; calls < 60; calls++) {
    const answer = await callGateway();
    if (answer.status === 402) return answer;
    expect(answer.status, answer.text).toBe(200);
  }
  throw new Error("Sixty calls were not enough to use up the quota.");
}

/** What an admin or a member did must be in force at both doors for calls a second later. */
export async function expectWithinASecond(status: number, key?: string): Promise<void> {
  const stalls = watchStalls();
  for (const door of ["gateway", "portal"] as const) {
    for (;;) {
      const askedMs = stalls.ranMs();
      const answer = await callGateway(undefined, { door, ...(key ? { key } : {}) });
      if (answer.status === status) break;
      expect(askedMs, `still ${answer.status} at the ${door}'s door`).toBeLessThan(1_000);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  stalls.stop();
}
