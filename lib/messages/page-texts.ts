import type { codeSamples } from "@/lib/messages/code-samples";
import type { Template } from "@/lib/messages/types";

/** The gates of `lib/entitlements/types.ts`, which shared texts may not import. */
type Gate = "key" | "policy" | "rate" | "subscription" | "feature" | "quota";

/** Words of the public pages. Placeholders are those of `render-message.ts`. */
export type PageTexts = {
  site: {
    home: string;
    pricing: string;
    docs: string;
    errors: string;
    signIn: string;
    back: string;
    skip: string;
    navigation: string;
    tagline: string;
    /** Said on every page while payments are not real ones. */
    modes: Readonly<Record<"sandbox" | "test", { title: string; text: string }>>;
  };
  landing: { title: string; intro: string; points: readonly { title: string; text: string }[] };
  errors: {
    title: string;
    intro: string;
    list: string;
    columns: { status: string; code: string; title: string; retry: string };
    yes: string;
    no: string;
    meaning: string;
    whoCanFix: string;
    whatToDo: string;
    retry: string;
    handler: string;
    sample: string;
    sampleHeaders: string;
    sampleBody: string;
    all: string;
    schema: string;
  };
  receipt: {
    refusedTitle: string;
    allowedTitle: string;
    refused: string;
    allowed: Template;
    allowedFree: Template;
    facts: {
      title: string;
      answer: string;
      time: string;
      route: string;
      api: string;
      tenant: string;
      plan: string;
      key: string;
      requestId: string;
      mode: string;
      testMode: string;
      planVersion: Template;
      unknownRoute: string;
    };
    gates: {
      title: string;
      gate: string;
      allowed: string;
      used: string;
      resets: string;
      result: string;
      names: Readonly<Record<Gate, string>>;
      explains: Readonly<Record<Gate, string>>;
      passed: string;
      refused: string;
      notReached: string;
      needed: Template;
      unlimited: string;
      states: Readonly<Record<string, string>>;
      signedOut: string;
    };
    fixes: {
      title: string;
      plan: Template;
      planUnits: Template;
      planUnlimited: Template;
      planOpens: string;
      planEffect: string;
      credits: string;
      creditsEffect: string;
      wait: Template;
      waitEffect: string;
      key: string;
      keyEffect: string;
      contact: string;
      contactEffect: string;
      none: string;
    };
    still: { title: string; stands: string; open: string; unknown: string };
    developers: { title: string; retry: string; handler: string };
    weight: Template;
    recording: { title: string; text: string };
  };
  pricing: {
    title: string;
    intro: string;
    month: string;
    year: string;
    trial: Template;
    trialCard: string;
    trialNoCard: string;
    choose: Template;
    yours: string;
    tax: Readonly<Record<"not_calculated" | "automatic", string>>;
    zone: string;
    included: string;
    meter: Template;
    meterCalendarMonth: Template;
    meterDay: Template;
    creditsOnly: Template;
    laterOnly: Template;
    furtherCredits: Template;
    furtherLater: string;
    /** `{price}` names the number of units that it is for. */
    furtherAt: Template;
    laterAt: Template;
    unlimited: Template;
    limit: Template;
    rate: Template;
    noRate: string;
    atLimit: string;
    atLimitText: string;
    rateText: string;
    getTitle: string;
    getContact: string;
    getNoContact: string;
    getByCard: string;
    contact: string;
    empty: string;
    /** Of payments and changes: where cards pay, and where the operator invoices by hand. */
    moneyQuestions: Readonly<Record<"byCard" | "byHand", readonly { question: string; answer: string }[]>>;
    questions: readonly { question: string; answer: string }[];
    questionsTitle: string;
  };
  docs: {
    title: string;
    intro: string;
    contents: string;
    sections: readonly {
      id: string;
      title: string;
      paragraphs: readonly string[];
      sample?: keyof typeof codeSamples;
      after?: readonly string[];
    }[];
  };
};
