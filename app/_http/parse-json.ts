import { AppError } from "@/lib/errors";

const maxDepth = 32;

/**
 * Parses a JSON text as strictly as we promise: at most 32 levels, no key twice in one object, no `__proto__`.
 * @throws AppError `invalid_request` naming what is wrong.
 */
export function parseJson(text: string): unknown {
  checkStructure(text);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new AppError("invalid_request", "The body is not valid JSON.", { reason: "json" });
  }
}

/** Walks the tokens once. Grammar is left to JSON.parse; only depth and keys are looked at. */
function checkStructure(text: string): void {
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "{" || character === "[") {
      open.push(character === "{" ? new Set() : null);
      if (open.length > maxDepth) {
        throw new AppError("invalid_request", `The body is nested deeper than ${maxDepth} levels.`, {
          reason: "json_depth",
        });
      }
    } else if (character === "}" || character === "]") {
      open.pop();
    } else if (character === '"') {
      const end = endOfString(text, at);
      const keys = open.at(-1);
      if (keys && isColonNext(text, end)) checkKey(keys, text.slice(at, end));
      at = end - 1;
    }
  }
}

function isColonNext(text: string, from: number): boolean {
  let at = from;
  while (at < text.length && /\s/.test(text.charAt(at))) at++;
  return text[at] === ":";
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

function checkKey(keys: Set<string>, literal: string): void {
  let key: string;
  try {
    key = JSON.parse(literal) as string;
  } catch {
    throw new AppError("invalid_request", "The body is not valid JSON.", { reason: "json" });
  }
  if (key === "__proto__" || keys.has(key)) {
    const said = key === "__proto__" ? "The key __proto__ is not allowed." : "A key stands twice in one object.";
    throw new AppError("invalid_request", said, { reason: "json_key", key: key.slice(0, 100) });
  }
  keys.add(key);
}
