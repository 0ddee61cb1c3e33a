import type { PageTexts } from "@/lib/messages/page-texts";

/** The English public pages. */
export const pagesEn: PageTexts = {
  site: {
    home: "Faregate",
    pricing: "Plans",
    docs: "Documentation",
    errors: "Codes",
    signIn: "Sign in",
    console: "Open the console",
    skip: "Skip to the content",
    navigation: "Public pages",
    tagline: "API gateway and portal",
  },
  landing: {
    title: "Access to APIs, metered to the unit",
    intro:
      "Every call meets a gate that answers one question: may it pass? When it may not, the answer says why, and leads to the way out.",
    points: [
      { title: "Keys", text: "Create, rotate and revoke keys. A change is in force everywhere within a second." },
      { title: "Use", text: "See what is used of each plan, by key and route, from the log that the gateway writes." },
      {
        title: "Refusals",
        text: "Each refusal has a receipt: every gate with what was used and allowed, and what would have passed.",
      },
    ],
  },
  errors: {
    title: "Codes",
    intro:
      "Every answer with status 400 or above that the gateway itself makes carries one of these codes. Switch on the code, then on the status; new codes may come, and the meaning of one never changes.",
    search: "All codes by status",
    columns: { status: "Status", code: "Code", title: "Meaning in short", retry: "Repeat by machine" },
    yes: "after Retry-After",
    no: "no",
    meaning: "What it means",
    whoCanFix: "Who can change it",
    whatToDo: "What to do",
    retry: "Should a program repeat the call?",
    handler: "How a program handles it",
    sample: "What the answer looks like",
    sampleHeaders: "Headers",
    sampleBody: "Body",
    all: "All codes",
    schema: "JSON Schema of the body",
    groups: [
      { status: 400, text: "The request itself" },
      { status: 401, text: "The credential" },
      { status: 402, text: "A payment or a plan" },
      { status: 403, text: "A person with authority" },
      { status: 404, text: "The request itself" },
      { status: 429, text: "Waiting" },
      { status: 500, text: "Nothing the caller can do" },
    ],
  },
  receipt: {
    refusedTitle: "Why was this call refused?",
    allowedTitle: "What did this call cost?",
    refused: "Refused: {detail}",
    allowed: "Let through and answered with status {status}. {count} {unit} charged.",
    allowedFree: "Let through and answered with status {status}. Nothing was charged.",
    facts: {
      title: "The call",
      answer: "Answer",
      time: "Time",
      route: "Route",
      api: "API",
      tenant: "Account",
      plan: "Plan",
      key: "Key",
      requestId: "Request id",
      mode: "Mode",
      testMode: "Test",
      planVersion: "{planName}, version {version}",
      unknownRoute: "no such route",
    },
    gates: {
      title: "The gates, in the order in which they are asked",
      gate: "Gate",
      allowed: "Allowed",
      used: "Used",
      resets: "Starts again",
      result: "Result",
      names: {
        key: "Key",
        policy: "Policy",
        rate: "Rate",
        subscription: "Subscription",
        feature: "Feature in plan",
        quota: "Quota",
      },
      explains: {
        key: "known, not revoked, not expired",
        policy: "account, network, scope",
        rate: "requests a minute",
        subscription: "a plan in force",
        feature: "what the route needs",
        quota: "units of this period",
      },
      passed: "passed",
      refused: "refused here",
      notReached: "not reached",
      needed: "needed {count}",
      unlimited: "without limit",
      states: {
        suspended: "account suspended",
        key_paused: "key paused",
        address: "network address not listed",
        scope: "scope missing",
        none: "no subscription",
        trialing: "trial",
        active: "active",
        paused: "paused",
        trial_over: "trial over",
        over: "ended",
        exception: "exception in force",
      },
      signedOut: "Members of this account see the numbers of every gate after signing in.",
    },
    fixes: {
      title: "What would have passed",
      plan: "{planName}: {price} a month",
      planUnits: "{count} {unit} each period",
      planUnlimited: "{unit} without limit",
      planOpens: "Opens this call.",
      planEffect: "In force within a second of the change.",
      wait: "Wait until {resetsAt}",
      waitEffect: "Costs nothing; the same call passes then.",
      key: "Change the key",
      keyEffect: "In force within a second.",
      contact: "Ask the operator",
      contactEffect: "The operator can grant an exception or more units.",
      none: "Nothing on the caller's side: it was not about payment, and the call was not charged.",
      also: "Other ways",
    },
    still: {
      title: "Is it still so?",
      stands: "Yes. The same call would be refused now.",
      open: "No. The gate that refused is open now; the same call would pass it.",
      unknown: "That depends on the call itself: send it again to see.",
    },
    developers: {
      title: "For developers",
      retry: "Should a program repeat the call?",
      handler: "How a program handles it",
    },
    weight: {
      by: "count",
      one: "This row stands for one refusal.",
      other: "This row stands for {count} equal refusals in the same minute.",
    },
    recording: {
      title: "Being recorded",
      text: "The decision was made and is on its way to the log. This page refreshes itself.",
    },
  },
  pricing: {
    title: "Plans",
    intro: "What each plan costs, what is included, and what happens at the limit.",
    month: "a month",
    trial: { by: "count", one: "{count} day of trial", other: "{count} days of trial" },
    included: "Included",
    meter: "{count} {unit} of {featureName} a month",
    unlimited: "{featureName} without limit",
    limit: "{featureName}: up to {count}",
    rate: { by: "count", one: "{count} request a minute", other: "{count} requests a minute" },
    noRate: "No limit of requests a minute",
    atLimit: "At the limit",
    atLimitText:
      "Calls are refused with 402 quota_exhausted until the next period starts or the plan changes. Nothing is charged on top.",
    rateText: "Above the rate, calls are refused with 429 rate_limited and pass again within a minute.",
    getTitle: "How to get a plan",
    getContact: "The operator sets plans by hand here. Ask the operator to put your account on this plan.",
    getNoContact:
      "The operator sets plans by hand here. Ask whoever gave you access to put your account on this plan; it is in force within a second.",
    contact: "Contact the operator",
    empty: "No plan is published yet.",
    questionsTitle: "Questions",
    questions: [
      {
        question: "When does a period start?",
        answer:
          "Each month, counted from the instant at which the subscription started, in UTC. A change of plan keeps that instant and what was used.",
      },
      {
        question: "Are failed calls charged?",
        answer:
          "No. A call that the service behind the gateway did not answer successfully, and every call that the gateway refused, costs no unit.",
      },
      {
        question: "Does a key have its own quota?",
        answer: "No. All keys of an account draw on the same plan. Calls of test keys are counted apart.",
      },
    ],
  },
  docs: {
    title: "Documentation",
    intro: "From the first call to handling a refusal, on one page.",
    contents: "On this page",
    sections: [
      {
        id: "quickstart",
        title: "First call",
        paragraphs: [
          "Create a key in the console and keep its secret: it is shown once. Send it as a bearer token to the gateway. The first segment of the path names the api, the rest is the api's own path.",
        ],
        sample:
          'curl -i "{gateway}/{api}/v1/ping" \\\n  -H "Authorization: Bearer $FAREGATE_KEY" \\\n  -H "Accept: application/json"',
        after: [
          "The same call is answered by the portal's second door under /gateway/{api}/…, with the same status, headers and body.",
        ],
      },
      {
        id: "authentication",
        title: "Authentication",
        paragraphs: [
          "A key looks like fg_live_… or fg_test_…; its last six characters are a checksum, so a mistyped key is told apart from an unknown one. The key never reaches the service behind the gateway.",
          "401 authentication_required: no key was sent. 401 invalid_api_key: mistyped, unknown or revoked. 401 expired_api_key: past its end, or replaced by a rotation.",
        ],
      },
      {
        id: "limits",
        title: "Limits and headers",
        paragraphs: [
          "A quota is what a plan includes of a feature in one period. A rate is how many requests a minute an account may make. Every answer carries what is left of those that took part.",
        ],
        sample:
          'Request-Id: req_01M7XNXRKG4T9B2V6C8D0E3F5H\nRateLimit-Policy: "per-minute";q=60;w=60, "monthly";q=10000;w=2592000\nRateLimit: "per-minute";r=57;t=41, "monthly";r=4210;t=864538\nFaregate-Usage: "reports";n=1;r=4210',
        after: [
          "q is the size of the policy, w its window in seconds, r what is left, t the seconds until it starts again. Faregate-Usage names the feature, the units that this call took and those that are left.",
        ],
      },
      {
        id: "402",
        title: "Handling 402",
        paragraphs: [
          "402 means: the caller is known and permitted, the request is well-formed and within its rate, and the only thing missing is a plan or a payment. A person has to act; a program that repeats the call gets the same answer. There is never a Retry-After.",
          "The body is application/problem+json (RFC 9457). Show detail and link to a person who can pay, and log requestId and explainUrl. With Accept-Language: de the sentences are German; code and every other machine value stay the same. With Accept: text/html a browser gets a page with a button.",
        ],
        sample:
          "const answer = await fetch(url, { headers: { authorization: `Bearer ${key}` } });\nif (answer.status === 402) {\n  const problem = await answer.json();\n  log.warn({ code: problem.code, requestId: problem.requestId, explainUrl: problem.explainUrl });\n  stopCalling(key, operation); // until a person has followed problem.link\n  throw new PaymentRequired(problem.detail, problem.link);\n}",
      },
      {
        id: "429-503",
        title: "Handling 429 and 503",
        paragraphs: [
          "429 heals by waiting, and 503 usually does. Wait for the seconds in Retry-After and add some jitter. 502 and 504 come from the service behind the gateway: repeat them only for safe methods.",
        ],
        sample:
          'if (answer.status === 429 || answer.status === 503) {\n  const seconds = Number(answer.headers.get("retry-after") ?? 1);\n  await sleep(seconds * 1000 * (1 + Math.random() * 0.2));\n  return call(url); // the same request, at most a few times\n}',
        after: ["Calls that end in 4xx or 5xx made by the gateway are never charged."],
      },
      {
        id: "rotation",
        title: "Rotating a key",
        paragraphs: [
          "Rotating keeps the key's id, name, scopes and history; only the secret changes. During the overlap (24 hours unless chosen otherwise) both secrets work and draw on the same plan. The key's page shows when each was last used, so the old one can be ended once it is quiet.",
          "After the overlap the old secret answers 401 expired_api_key. Revoking a key is final and is in force everywhere within a second.",
        ],
      },
    ],
  },
};
