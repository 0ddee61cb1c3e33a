/** Status classes as they are drawn: 402 and 429 stand apart from the other client errors. */
export type StatusClass = "ok" | "402" | "429" | "4xx" | "5xx";

/** The class that a status is drawn as: 402 and 429 stand apart from the other client errors. */
export function statusClassOf(status: number): StatusClass {
  if (status === 402) return "402";
  if (status === 429) return "429";
  return status < 400 ? "ok" : status < 500 ? "4xx" : "5xx";
}
