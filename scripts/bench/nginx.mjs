import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { findFreePort } from "../supervisor/ports.mjs";
import { waitUntil } from "../supervisor/wait-until.mjs";
import { pinned } from "./processors.mjs";

/** The version of the nginx on this machine, or null. */
export const nginxVersion = () => /nginx\/(\S+)/.exec(spawnSync("nginx", ["-v"]).stderr?.toString() ?? "")?.[1] ?? null;

/** Answers every call at once: as an upstream it costs least, so that what is measured is the road to it. */
export const answering = (/** @type {string} */ body) => ({
  location: `default_type application/json; return 200 '${body}';`,
});

/** Passes every call on over kept connections. @param {number} port */
export const passingOn = (port) => ({
  location: 'proxy_pass http://upstream_kept; proxy_http_version 1.1; proxy_set_header Connection "";',
  upstream: `upstream upstream_kept { server 127.0.0.1:${port}; keepalive 64; keepalive_requests 100000000; }`,
});

/**
 * Starts one nginx worker on one processor; null where nginx is not installed or does not start.
 *
 * @param {{ folder: string, processor: number, serving: { location: string, upstream?: string } }} given
 * @returns {Promise<{ port: number, pid: number, stop: () => void } | null>}
 */
export async function startNginx({ folder, processor, serving }) {
  if (nginxVersion() === null) return null;
  const port = await findFreePort();
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, "nginx.conf");
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  fs.writeFileSync(
    file,
    `daemon off; master_process off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off; ${paths.join(" ")}
  ${serving.upstream ?? ""}
  server {
    listen 127.0.0.1:${port}; keepalive_requests 100000000; keepalive_timeout 1h;
    location / { ${serving.location} }
  }
}
`,
  );
  const [program = "", ...args] = pinned(processor, ["nginx", "-p", folder, "-c", file]);
  const child = spawn(program, args, { stdio: "ignore" });
  const answers = () => fetch(`http://127.0.0.1:${port}/`).then(Boolean, () => false);
  if (!(await waitUntil(answers, { timeoutMs: 5_000, everyMs: 50 }))) {
    child.kill();
    return null;
  }
  return { port, pid: child.pid ?? 0, stop: () => child.kill() };
}
