import { createTransport } from "mailer";
import { env } from "@/lib/env";

const timeoutMs = 20_000;
const shared: { url?: string; server?: ReturnType<typeof open> } = {};

const open = (url: string) =>
  createTransport({
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });

/** The mail server that `SMTP_URL` names; null: none is set, and mails are kept to be read here. */
export function mailServer() {
  const { SMTP_URL: url } = env();
  if (!url) return null;
  if (!shared.server || shared.url !== url) Object.assign(shared, { url, server: open(url) });
  return shared.server ?? null;
}
