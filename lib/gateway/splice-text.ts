/** A text with gaps for a call's own ids, which all have the same length. */
export type SplicedText = { parts: readonly string[]; gaps: readonly ("request" | "trace")[] };

/** Cuts a call's own ids out of a text that was made for it. */
export function spliceText(text: string, requestId: string, traceId: string): SplicedText {
  const parts: string[] = [];
  const gaps: ("request" | "trace")[] = [];
  let from = 0;
  for (;;) {
    const request = text.indexOf(requestId, from);
    const trace = text.indexOf(traceId, from);
    const isRequest = trace < 0 || (request >= 0 && request < trace);
    const at = isRequest ? request : trace;
    if (at < 0) return { parts: [...parts, text.slice(from)], gaps };
    parts.push(text.slice(from, at));
    gaps.push(isRequest ? "request" : "trace");
    from = at + (isRequest ? requestId : traceId).length;
  }
}

/** The text with another call's ids. */
export function fillText({ parts, gaps }: SplicedText, requestId: string, traceId: string): string {
  let text = parts[0] ?? "";
  for (let i = 0; i < gaps.length; i++) text += (gaps[i] === "request" ? requestId : traceId) + (parts[i + 1] ?? "");
  return text;
}
