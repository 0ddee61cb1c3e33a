import { redact } from "@/lib/server/log";

const longest = 300;

/** Why a mail did not go out. A server that says 5xx to the mail itself will say so again; anything else may pass. */
export function describeMailFault(error: unknown): { isFinal: boolean; text: string } {
  const { code, responseCode, message } = error as { code?: string; responseCode?: number; message?: string };
  // Of a wrong password the mail is not to blame.
  const isOfMail = code === "EENVELOPE" || code === "EMESSAGE";
  const isFinal = isOfMail && responseCode !== undefined && responseCode >= 500;
  return { isFinal, text: redact(message ?? String(error)).slice(0, longest) };
}
