import { spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import Stripe from "stripe";
import { afterAll, expect } from "vitest";

export type OpenSandbox = {
  url: string;
  webhookSecret: string;
  /** The unmodified SDK in front of it, for what a test does by itself. */
  stripe: Stripe;
  state: () => Promise<SandboxState>;
  /** An action of its panel: `advance`, `fail`, `expire`, `faults`, `resend`, `reset`. */
  act: (action: string, form: Record<string, string>) => Promise<SandboxState>;
  /** Fills in a hosted checkout page as a person does; answers the page's status and where it leads. */
  pay: (pageUrl: string, number?: string) => Promise<{ status: number; location: string | null; text: string }>;
  /** Stops the process, to see what happens while Stripe is away; `afterAll` does it otherwise. */
  stop: () => Promise<void>;
};

export type SandboxState = {
  account: string;
  counts: Record<string, number>;
  deliveries: { event: string; type: string; status: number | null; error: string | null }[];
  tally: Record<string, number>;
  violations: unknown[];
};

export const goodCard = "4242 4242 4242 4242";

/**
 * The Stripe sandbox as a process of its own, in memory, for the calling test file; its address becomes this process's
 * (`stripeClient()`). Call it once, at the top, before anything reads the environment. At the end of the file it must
 * have seen no message that Stripe's own types forbid.
 *
 * @param webhookUrl where it tells events; none: they are only polled.
 */
export async function openSandbox(webhookUrl = ""): Promise<OpenSandbox> {
  const { STRIPE_SECRET_KEY: _, ...rest } = process.env;
  const child = spawn(
    process.execPath,
    [
      path.resolve("node_modules/tsx/dist/cli.mjs"),
      "--tsconfig",
      "tsconfig.json",
      "scripts/stripe-sandbox/main.ts",
      "0",
      webhookUrl,
    ],
    { env: { ...rest, STRIPE_SANDBOX_FILE: "none" }, stdio: ["ignore", "pipe", "inherit"] },
  );
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`The sandbox ended with ${code}.`)));
  });
  const { url, webhookSecret } = JSON.parse(line) as { url: string; webhookSecret: string };
  process.env.FAREGATE_STRIPE_SANDBOX_URL = url;
  process.env.STRIPE_WEBHOOK_SECRET = webhookSecret;

  const { hostname, port } = new URL(url);
  const stripe = new Stripe("sk_test_of_a_test_file", {
    protocol: "http",
    host: hostname,
    port,
    maxNetworkRetries: 0,
    telemetry: false,
  });
  const json = { accept: "application/json" };
  const state = async () => (await (await fetch(`${url}/_sandbox/state`, { headers: json })).json()) as SandboxState;
  let isStopped = false;
  const stop = async () => {
    isStopped = true;
    child.kill("SIGTERM");
    await ended;
  };
  afterAll(async () => {
    if (isStopped) return;
    const { violations } = await state();
    await stop();
    expect(violations).toEqual([]);
  });
  return {
    url,
    webhookSecret,
    stripe,
    state,
    stop,
    async act(action, form) {
      const body = new URLSearchParams(form);
      const response = await fetch(`${url}/_sandbox/${action}`, { method: "POST", body, headers: json });
      if (!response.ok) throw new Error(`The sandbox refused to ${action}: ${await response.text()}`);
      return (await response.json()) as SandboxState;
    },
    async pay(pageUrl, number = goodCard) {
      const body = new URLSearchParams({ action: "pay", number, expiry: "12 / 40", cvc: "123", name: "Ada" });
      const response = await fetch(pageUrl, { method: "POST", redirect: "manual", body });
      return { status: response.status, location: response.headers.get("location"), text: await response.text() };
    },
  };
}
