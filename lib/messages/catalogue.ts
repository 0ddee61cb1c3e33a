import { de } from "@/lib/messages/de";
import { en } from "@/lib/messages/en";
import type { Locale, Messages } from "@/lib/messages/types";

/** Every installed language's texts. */
export const catalogue: Readonly<Record<Locale, Messages>> = { en, de };
