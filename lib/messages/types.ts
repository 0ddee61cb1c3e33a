import type { ActionRel, Code, RetryPolicy } from "@/lib/errors";
import type { Money } from "@/lib/money";

/** Installed languages; English is the source. */
export const locales = ["en", "de"] as const;
export type Locale = (typeof locales)[number];

/** A named value inside a sentence. It is formatted with the sentence's language; the zone of a date is printed. */
export type Param =
  /** `de`: the German form of a name that people typed; null or missing shows `value`. */
  | { kind: "text"; value: string; de?: string | null }
  | { kind: "number"; value: number }
  /** Told by the clocks of `timeZone` (an IANA name), else of UTC. */
  | { kind: "date"; value: Date; timeZone?: string }
  | { kind: "money"; value: Money }
  | { kind: "credits"; micro: number }
  | { kind: "duration"; seconds: number }
  /** A feature's own unit beside its number; the catalogue knows the German of common ones. */
  | { kind: "unit"; one: string; other: string; count: number };

export type Params = Readonly<Record<string, Param>>;

/** A sentence with `{placeholders}`, or two of them chosen by the plural form of one number or unit. */
export type Template = string | { by: string; one: string; other: string };

export type CodeText = {
  /** Constant per code and language. */
  title: string;
  /** A whole sentence without placeholders: says it when nothing more is known. */
  plain: string;
  /** `default` and named variants; each may use placeholders. */
  detail: Readonly<Record<string, Template>>;
  /** Paragraphs of the public page `/errors/{code}`. */
  meaning: string;
  whoCanFix: string;
  whatToDo: string;
};

export type Messages = {
  codes: Readonly<Record<Code, CodeText>>;
  actions: Readonly<Record<ActionRel, string>>;
  retry: Readonly<Record<RetryPolicy, string>>;
  /** Answers for applications that may not learn about the tenant, its plan or its usage. */
  neutralDetail: string;
  /** `{date}`, `{time}` (24 hours) and `{zone}`. */
  dateTime: string;
  /** Singular and plural; in German in the dative, because every sentence says "in {duration}". */
  durations: Readonly<Record<"second" | "minute" | "hour" | "day", readonly [one: string, other: string]>>;
  /** Common units by their English singular. */
  units: Readonly<Record<string, readonly [one: string, other: string]>>;
  /** Words of the static HTML and text forms. */
  labels: { requestId: string; documentation: string; whyRefused: string };
};
