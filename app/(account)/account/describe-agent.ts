const browsers: readonly [RegExp, string][] = [
  [/\bEdg\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bFirefox\//, "Firefox"],
  [/\b(?:Headless)?Chrome\//, "Chrome"],
  [/\bVersion\/.+Safari\//, "Safari"],
  [/^curl\//, "curl"],
];
const systems: readonly [RegExp, string][] = [
  [/\b(?:iPhone|iPad)\b/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

const find = (table: readonly [RegExp, string][], agent: string) => table.find(([form]) => form.test(agent))?.[1];

/** "Firefox on Linux" out of a User-Agent; enough to tell one's own sessions apart. */
export function describeAgent(agent: string | null): string {
  if (!agent) return "Unknown";
  const browser = find(browsers, agent) ?? "Another browser";
  const system = find(systems, agent);
  return system ? `${browser} on ${system}` : browser;
}
