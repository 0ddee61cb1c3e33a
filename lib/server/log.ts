import pino, { type Logger } from "pino";
import { env } from "@/lib/env";

const secrets = /(fg_(?:live|test)_)[0-9A-Za-z]{6,}|(whsec_|sk_(?:live|test)_)[0-9A-Za-z]+|(Bearer\s+)[^\s",]+/gi;

/** Cuts every key and credential out of a text, so that no message, path or stack can carry one into the log. */
export const redact = (text: string): string => text.replace(secrets, "$1$2$3[redacted]");

let root: Logger | undefined;

/** This process's log: one JSON object a line on standard output. */
export function log(): Logger {
  root ??= pino(
    {
      level: env().LOG_LEVEL,
      base: { service: env().FAREGATE_SERVICE },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ["*.authorization", "*.cookie", "*.secret", "*.password", "req.headers"],
      serializers: { err: (error) => JSON.parse(redact(JSON.stringify(pino.stdSerializers.err(error)))) },
    },
    { write: (line: string) => void process.stdout.write(redact(line)) },
  );
  return root;
}
