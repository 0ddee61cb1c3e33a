import { headers } from "next/headers";
import { env } from "@/lib/env";
import { type Speaker, speaker } from "@/lib/messages/speaker";
import { pickLocale } from "@/lib/negotiate/pick-locale";

/** The language that this reader's browser asks for, with every text of the public pages in it. */
export async function pageSpeaker(): Promise<Speaker> {
  const acceptLanguage = (await headers()).get("accept-language");
  return speaker(pickLocale({ acceptLanguage, defaultLocale: env().DEFAULT_LOCALE }));
}
