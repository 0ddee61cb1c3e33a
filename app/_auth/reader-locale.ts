import { headers } from "next/headers";
import { env } from "@/lib/env";
import type { Locale } from "@/lib/messages/types";
import { pickLocale } from "@/lib/negotiate/pick-locale";

/** The language of whoever reads a public page. */
export async function readerLocale(): Promise<Locale> {
  const acceptLanguage = (await headers()).get("accept-language") ?? undefined;
  return pickLocale({ acceptLanguage, defaultLocale: env().DEFAULT_LOCALE });
}
