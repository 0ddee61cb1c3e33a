import pino, { type Logger } from "pino";
import { env } from "@/lib/env";

/** Keys by their beginning, a payment's client secret by its middle, and the password of an address with a user. */
const secrets =
  /(fg_(?:live|test)_)[0-9A-Za-z]{6,}|(whsec_|[rs]k_(?:live|test)_|(?:pi|seti|cs)_[0-9A-Za-z_]{1,100}?_secret_)[0-9A-Za-z_]+|(Bearer\s+)[^\s",]+|(:\/\/[^\s:/@"]{0,100}:)[^\s/@"]{1,200}(?=@)/gi;

/** Cuts every key and credential out of a text, so that no message, path or stack can carry one into the log. */
export const redact = (text: string): string => text.replace(secrets, "$1$2$3$4[redacted]");

/** What the payment provider attaches to an error: its whole objects, with names, addresses and cards. */
const attached = new Set(["raw", "headers", "payment_intent", "payment_method", "setup_intent", "source"]);
const withoutAttached = (name: string, value: unknown) => (attached.has(name) ? undefined : value);

/** A fault as the log keeps it. */
export const describeFault = (error: unknown): unknown =>
  JSON.parse(redact(JSON.stringify(pino.stdSerializers.err(error as Error), withoutAttached)));

let root: Logger | undefined;

/** This process's log: one JSON object a line on standard output. */
export function log(): Logger {
  root ??= pino(
    {
      level: env().LOG_LEVEL,
      base: { service: env().FAREGATE_SERVICE },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ["*.authorization", "*.cookie", "*.secret", "*.password", "req.headers"],
      serializers: { err: describeFault },
    },
    { write: (line: string) => void process.stdout.write(redact(line)) },
  );
  return root;
}
