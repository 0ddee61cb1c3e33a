import type { Role } from "@/theme";

export type StatusLook = { role: Role; icon: "check" | "coins" | "lock" | "clock" | "alert" | "dash"; word: string };

/** How a response status is shown: 2xx calm, 402 warn, 401 and 403 calm with a lock, 429 info, 5xx act. */
export function describeStatus(status: number): StatusLook {
  if (status >= 500) return { role: "act", icon: "alert", word: "failed" };
  if (status === 402) return { role: "warn", icon: "coins", word: "payment required" };
  if (status === 429) return { role: "info", icon: "clock", word: "too fast" };
  if (status === 401 || status === 403) return { role: "calm", icon: "lock", word: "not permitted" };
  if (status >= 400) return { role: "calm", icon: "dash", word: "not accepted" };
  return { role: "calm", icon: "check", word: "allowed" };
}
