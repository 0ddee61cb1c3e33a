import { env } from "@/lib/env";
import { createDemoUpstream } from "@/scripts/demo/create-demo-upstream";

/** Runs the demo's upstream on its own port until it is told to stop. */
const { server } = createDemoUpstream();
const port = env().DEMO_UPSTREAM_PORT ?? 8499;

function stop(): void {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), 3_000).unref();
}
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
process.once("disconnect", stop);

server.once("error", (error) => {
  process.stderr.write(`The demo upstream cannot listen on port ${port}: ${error.message}\n`);
  process.exit(1);
});
server.listen(port, "127.0.0.1", () => {
  process.stdout.write(`${JSON.stringify({ service: "demo-upstream", port, ready: true })}\n`);
});
