import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { findFreePort } from "../supervisor/ports.mjs";
import { waitUntil } from "../supervisor/wait-until.mjs";
import { pinned } from "./processors.mjs";

/**
 * Starts one nginx worker in front of the upstream, as the yardstick for proxying; null where nginx is not installed.
 *
 * @param {{ folder: string, upstreamPort: number, processor: number }} given
 * @returns {Promise<{ port: number, stop: () => void } | null>}
 */
export async function startNginx({ folder, upstreamPort, processor }) {
  if (spawnSync("nginx", ["-v"]).status !== 0) return null;
  const port = await findFreePort();
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, "nginx.conf");
  fs.writeFileSync(
    file,
    `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  upstream demo { server 127.0.0.1:${upstreamPort}; keepalive 64; }
  server {
    listen 127.0.0.1:${port}; keepalive_requests 1000000;
    location / { proxy_pass http://demo; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}
`,
  );
  const [program = "", ...args] = pinned(processor, ["nginx", "-p", folder, "-c", file]);
  const child = spawn(program, args, { stdio: "ignore" });
  const isUp = await waitUntil(
    () =>
      fetch(`http://127.0.0.1:${port}/v1/ping`).then(
        (r) => r.ok,
        () => false,
      ),
    {
      timeoutMs: 5_000,
      everyMs: 100,
    },
  );
  if (!isUp) {
    child.kill();
    return null;
  }
  return { port, stop: () => child.kill() };
}
