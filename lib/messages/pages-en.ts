import type { PageTexts } from "@/lib/messages/page-texts";

/** The English public pages. */
export const pagesEn: PageTexts = {
  site: {
    home: "Faregate",
    pricing: "Plans",
    docs: "Documentation",
    errors: "Codes",
    signIn: "Sign in",
    back: "Back to the portal",
    skip: "Skip to the content",
    navigation: "Public pages",
    tagline: "API gateway and portal",
    modes: {
      sandbox: { title: "Sandbox payments", text: "Cards and money here are made up; no payment leaves this machine." },
      test: { title: "Stripe test mode", text: "Only test cards work, and no money moves." },
    },
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
    list: "All codes by status",
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
  },
  receipt: {
    refusedTitle: "Why was this call refused?",
    allowedTitle: "What did this call cost?",
    refused: "Refused. {detail}",
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
        environment: "a test key, and only credits pay",
        key_budget: "the key's own budget",
        credits: "prepaid credits",
        held: "reserved by running calls",
        unknown_plan: "plan not readable",
        unknown_feature: "feature not readable",
        none: "no subscription",
        trialing: "trial",
        active: "active",
        grace: "payment late, calls go on",
        past_due: "payment overdue",
        paused: "paused",
        trial_over: "trial over",
        over: "ended",
        exception: "exception in force",
      },
      signedOut: "Members of this account see the numbers of every gate after signing in.",
    },
    fixes: {
      title: "What would have passed",
      plan: "{planName}: {price} {interval}",
      planUnits: "{count} {unit} each period.",
      planUnlimited: "{unit} without limit.",
      planOpens: "Opens this call.",
      planEffect: "In force within a second of the change.",
      credits: "Add credits",
      creditsEffect: "In force within a second of the purchase.",
      wait: "Wait until {resetsAt}",
      waitEffect: "Costs nothing; the same call passes then.",
      key: "Change the key",
      keyEffect: "In force within a second.",
      contact: "Ask the operator",
      contactEffect: "The operator can grant an exception or more units.",
      none: "Nothing on the caller's side: it was not about payment, and the call was not charged.",
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
    year: "a year",
    trial: { by: "count", one: "{count} day of trial", other: "{count} days of trial" },
    trialCard: "a card is needed, and charged when the trial ends",
    trialNoCard: "no card is needed",
    choose: "Choose {planName}",
    yours: "Your plan",
    tax: {
      not_calculated: "Taxes are not calculated: prices are charged as they stand.",
      automatic: "Taxes are added by Stripe when a plan is paid.",
    },
    zone: "Billing periods are counted in UTC.",
    included: "Included",
    meter: "{count} {unit} of {featureName} a month",
    meterCalendarMonth: "{count} {unit} of {featureName} a calendar month",
    meterDay: "{count} {unit} of {featureName} a day",
    creditsOnly: "{featureName}: {credits} prepaid credits a unit",
    laterOnly: "{featureName}: billed later by use",
    furtherCredits: "each further one for {credits} prepaid credits",
    furtherLater: "further use is billed later",
    furtherAt: "further ones cost {price}, billed later",
    laterAt: "{featureName}: {price}, billed later",
    unlimited: "{featureName} without limit",
    limit: "{featureName}: up to {count}",
    rate: { by: "count", one: "{count} request a minute", other: "{count} requests a minute" },
    noRate: "No limit of requests a minute",
    atLimit: "At the limit",
    atLimitText:
      "Calls are refused with 402 quota_exhausted until the next period starts or the plan changes. Nothing is charged on top, unless the plan says that further use is paid with credits or billed later.",
    rateText: "Above the rate, calls are refused with 429 rate_limited and pass again within a minute.",
    getTitle: "How to get a plan",
    getContact: "Plans with a price are set by the operator here. Ask the operator to put your account on this plan.",
    getNoContact:
      "Plans with a price are set by the operator here. Ask whoever gave you access to put your account on this plan; it is in force within a second.",
    getByCard:
      "Choose a plan and pay by card on the payment provider's page. Calls pass within seconds of the payment. Card numbers never come here.",
    contact: "Contact the operator",
    empty: "No plan is published yet.",
    questionsTitle: "Questions",
    moneyQuestions: {
      byCard: [
        {
          question: "What happens when a payment fails?",
          answer:
            "Nothing at first: the account is told why and how long calls go on, as the plan says. After that they answer 402 subscription_past_due until the invoice is paid, and pass again within seconds of the payment. Keys, logs and settings stay.",
        },
        {
          question: "Can a plan be changed or cancelled?",
          answer:
            "At any time. An upgrade takes effect with its payment, and the exact charge is shown before. A downgrade or a cancellation takes effect at the end of the period and can be taken back until then.",
        },
      ],
      byHand: [
        {
          question: "What happens when an invoice is not paid in time?",
          answer:
            "Nothing at first: the account is told how long calls go on, as the plan says. After that they answer 402 subscription_past_due until the operator has settled it, and pass again within a second of that. Keys, logs and settings stay.",
        },
        {
          question: "Can a plan be changed or ended?",
          answer: "At any time, by the operator. What was used stays used, and the change is in force within a second.",
        },
      ],
    },
    questions: [
      {
        question: "When does a period start?",
        answer:
          "Each month, counted from the instant at which the subscription started, unless the plan says a calendar month or a day. Calendar months and days begin by the clock of the account, which is UTC unless the operator has set another zone. A change of plan keeps the start and what was used, unless the new plan counts by other periods.",
      },
      {
        question: "Are failed calls charged?",
        answer:
          "No. A call that the service behind the gateway did not answer successfully, and every call that the gateway refused, costs no unit.",
      },
      {
        question: "Does a key have its own quota?",
        answer:
          "No. All keys of an account draw on the same plan, and each may have a smaller budget of its own. Calls of test keys are counted apart.",
      },
      {
        question: "What are credits?",
        answer:
          "Use paid in advance. Once the included units of a feature are used, a plan may sell further ones for credits. The console tells what is left, when it ends, and in which order it is used. Test keys never use credits.",
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
        sample: "firstCall",
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
        sample: "limitHeaders",
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
        sample: "after_payment",
      },
      {
        id: "429-503",
        title: "Handling 429 and 503",
        paragraphs: [
          "429 heals by waiting, and 503 usually does. Wait for the seconds in Retry-After and add some jitter. 502 and 504 come from the service behind the gateway: repeat them only for safe methods.",
        ],
        sample: "after_delay",
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
