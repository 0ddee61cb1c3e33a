import path from "node:path";
import { startSandbox } from "@/scripts/stripe-sandbox/start-sandbox";

/**
 * `npx tsx scripts/stripe-sandbox/main.ts [port] [webhook URL] [browser's base URL]`. State is kept in .faregate/.
 * The secret of its webhooks stands in the first line that it prints.
 */
if (process.env.STRIPE_SECRET_KEY) {
  console.error("STRIPE_SECRET_KEY is set: with a real Stripe account the sandbox does not run. Unset it first.");
  process.exit(1);
}
const [port = "4242", webhookUrl = null, pageUrl = null] = process.argv.slice(2);
const file = path.resolve(".faregate", "stripe-sandbox.json");
const sandbox = await startSandbox({ port: Number(port), file, webhookUrl, pageUrl });
console.log(JSON.stringify({ url: sandbox.url, webhookSecret: sandbox.world.state.webhookSecret }));
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
}
