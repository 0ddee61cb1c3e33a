import http from "node:http";
import type { AddressInfo } from "node:net";
import { finishAdvance } from "@/scripts/stripe-sandbox/clocks/handlers";
import { loadContract } from "@/scripts/stripe-sandbox/contract/load-contract";
import { openChecks } from "@/scripts/stripe-sandbox/contract/open-checks";
import { openDeliveries } from "@/scripts/stripe-sandbox/events/open-deliveries";
import { requestAnswerer } from "@/scripts/stripe-sandbox/http/answer-request";
import { handlers, includes } from "@/scripts/stripe-sandbox/http/handlers";
import { serve } from "@/scripts/stripe-sandbox/http/serve";
import { pageAnswerer } from "@/scripts/stripe-sandbox/pages/answer-page";
import { catchUp } from "@/scripts/stripe-sandbox/time/advance-time";
import { emptyState } from "@/scripts/stripe-sandbox/world/empty-state";
import { all } from "@/scripts/stripe-sandbox/world/objects";
import { readSnapshot, writeSnapshot } from "@/scripts/stripe-sandbox/world/snapshot";
import type { Settings, World } from "@/scripts/stripe-sandbox/world/types";

export interface SandboxOptions {
  /** 0: any free one. */
  port: number;
  /** Where state is kept; null: in memory only. */
  file?: string | null;
  /** Signs the webhooks; missing: one that the state keeps. */
  webhookSecret?: string | null;
  /** Where webhooks go besides the endpoints made through the API. */
  webhookUrl?: string | null;
  /** Where a browser reaches the pages, if not where the API client does. */
  pageUrl?: string | null;
  retryPauseMs?: number;
  settings?: Partial<Settings>;
}

export interface Sandbox {
  url: string;
  world: World;
  /** Until every webhook was told. */
  idle: () => Promise<void>;
  close: () => Promise<void>;
}

const settings: Settings = {
  retryDays: [3, 5, 7],
  afterLastRetry: "mark_unpaid",
  finalizeAfterSeconds: 3_600,
  upcomingDays: 7,
};
const saveAfterMs = 250;

/** Runs Stripe, small and local, on loopback. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const contract = loadContract();
  const { file = null, webhookUrl = null } = options;
  const given = webhookUrl && { url: webhookUrl, enabled_events: ["*"], status: "enabled" as const, secret: "" };
  const deliveries = openDeliveries(() => world, given || null, options.retryPauseMs ?? 1_000);
  const saver = openSaver(() => file && writeSnapshot(file, contract.sdkVersion, world.state));
  const timers = new Set<NodeJS.Timeout>();
  const world: World = {
    contract,
    checks: openChecks(contract),
    state: file ? readSnapshot(file, contract.sdkVersion) : emptyState(),
    settings: { ...settings, ...options.settings },
    faults: { shuffle: false, duplicate: false, dropPercent: 0 },
    tally: { stripe_requests_checked: 0, stripe_requests_refused: 0, stripe_answers_checked: 0, stripe_violations: 0 },
    violations: [],
    deliveries: [],
    pageUrl: "",
    realNow: () => Math.floor(Date.now() / 1000),
    request: { id: null, idempotency_key: null },
    deliver: deliveries.deliver,
    later(work) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        work();
      }, 20);
      timers.add(timer);
    },
    changed: saver.soon,
  };
  if (options.webhookSecret) world.state.webhookSecret = options.webhookSecret;
  const answer = serve(
    requestAnswerer(world, handlers, includes),
    pageAnswerer(world, deliveries.resend),
    () => world.pageUrl,
  );
  const server = http.createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  world.pageUrl = options.pageUrl ?? url;
  for (const clock of all(world, "test_helpers.test_clock")) finishAdvance(world, clock);
  const ticking = setInterval(() => catchUp(world), 1_000);
  return {
    url,
    world,
    idle: deliveries.idle,
    async close() {
      clearInterval(ticking);
      for (const timer of timers) clearTimeout(timer);
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      saver.now();
    },
  };
}

/** Saves a little after a change, so that a burst is one write, and at the end. */
function openSaver(save: () => void) {
  let timer: NodeJS.Timeout | null = null;
  const now = () => {
    if (timer) clearTimeout(timer);
    timer = null;
    save();
  };
  const soon = () => {
    timer ??= setTimeout(now, saveAfterMs);
  };
  return { now, soon };
}
