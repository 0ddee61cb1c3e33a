/** Code and headers that the public pages show; the same in every language. */
export const codeSamples = {
  firstCall: `curl -i "{gateway}/{api}/v1/ping" \\
  -H "Authorization: Bearer $FAREGATE_KEY" \\
  -H "Accept: application/json"`,
  limitHeaders: `Request-Id: req_01M7XNXRKG4T9B2V6C8D0E3F5H
RateLimit-Policy: "per-minute";q=60;w=60, "monthly";q=10000;w=2592000
RateLimit: "per-minute";r=57;t=41, "monthly";r=4210;t=864538
Faregate-Usage: "reports";n=1;r=4210`,
  after_payment: `const answer = await fetch(url, { headers: { authorization: \`Bearer \${key}\` } });
if (answer.status === 402) {
  const problem = await answer.json();
  log.warn({ code: problem.code, requestId: problem.requestId, explainUrl: problem.explainUrl });
  stopCalling(key, operation); // until a person has followed problem.link
  throw new PaymentRequired(problem.detail, problem.link);
}`,
  after_delay: `const answer = await fetch(url, { headers: { authorization: \`Bearer \${key}\` } });
if (answer.status === 429 || answer.status === 503) {
  const seconds = Number(answer.headers.get("retry-after") ?? 1);
  await sleep(seconds * 1000 * (1 + Math.random() * 0.2));
  return call(url); // the same request, at most a few times
}`,
  after_change: `const answer = await fetch(url, { headers: { authorization: \`Bearer \${key}\` } });
if (answer.status >= 400) {
  const problem = await answer.json();
  log.error({ code: problem.code, requestId: problem.requestId, details: problem.details });
  throw new Error(problem.detail); // sending the same request again gets the same answer
}`,
} as const;
