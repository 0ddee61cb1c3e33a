import fs from "node:fs";
import path from "node:path";
import { startSandbox } from "@/scripts/stripe-sandbox/start-sandbox";

/**
 * `main.ts [port] [webhook URL] [browser's base URL]`. State is kept in the file STRIPE_SANDBOX_FILE, or nowhere when
 * that is `none`; STRIPE_SANDBOX_WEBHOOK_SECRET signs the webhooks. The first line that it prints says where it is
 * reached, and what signs where nobody said so. What it checked is added to STRIPE_SANDBOX_TALLY at the end, one line a run.
 */
const { STRIPE_SECRET_KEY, STRIPE_SANDBOX_FILE, STRIPE_SANDBOX_WEBHOOK_SECRET, STRIPE_SANDBOX_TALLY } = process.env;
if (STRIPE_SECRET_KEY) {
  console.error("STRIPE_SECRET_KEY is set: with a real Stripe account the sandbox does not run. Unset it first.");
  process.exit(1);
}
const [port = "4242", webhookUrl, pageUrl] = process.argv.slice(2);
const file = path.resolve(STRIPE_SANDBOX_FILE || path.join(".faregate", "stripe-sandbox.json"));
const sandbox = await startSandbox({
  port: Number(port),
  file: STRIPE_SANDBOX_FILE === "none" ? null : file,
  webhookUrl: webhookUrl || null,
  webhookSecret: STRIPE_SANDBOX_WEBHOOK_SECRET || null,
  pageUrl: pageUrl || null,
});
const { webhookSecret } = sandbox.world.state;
console.log(JSON.stringify({ url: sandbox.url, ...(!STRIPE_SANDBOX_WEBHOOK_SECRET && { webhookSecret }) }));

let isEnding = false;
async function end(): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  await sandbox.close();
  if (STRIPE_SANDBOX_TALLY) fs.appendFileSync(STRIPE_SANDBOX_TALLY, `${JSON.stringify(sandbox.world.tally)}\n`);
  process.exit(0);
}
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void end());
// Without its supervisor nobody would stop it.
process.once("disconnect", () => void end());
