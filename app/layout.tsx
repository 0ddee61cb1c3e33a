import "@fontsource-variable/inter/index.css";
import "@fontsource-variable/jetbrains-mono/index.css";
import "@mantine/core/styles.layer.css";
import "@mantine/notifications/styles.layer.css";
import "./global.css";
import { ColorSchemeScript, mantineHtmlProps } from "@mantine/core";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { askedHeader } from "@/app/_auth/asked-header";
import { Providers } from "@/components/shell/providers";
import { env } from "@/lib/env";
import { pickLocale } from "@/lib/negotiate/pick-locale";

export const metadata: Metadata = {
  title: { default: "Faregate", template: "%s · Faregate" },
  description: "API keys, usage and plans.",
};

export const viewport: Viewport = { colorScheme: "light dark", width: "device-width", initialScale: 1 };

/** Pages for the signed-in are in English; public ones follow the reader's language. */
const englishOnly = /^\/(admin|console|account)(\/|$)/;

/** The frame of every page. It reads the request's nonce, which makes all pages dynamic. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const asked = await headers();
  const nonce = asked.get("x-nonce") ?? "";
  const english = englishOnly.test(asked.get(askedHeader) ?? "");
  const lang = english
    ? "en"
    : pickLocale({
        acceptLanguage: asked.get("accept-language") ?? undefined,
        defaultLocale: env().DEFAULT_LOCALE,
      });
  return (
    <html lang={lang} {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript nonce={nonce} defaultColorScheme="auto" />
      </head>
      <body>
        <Providers nonce={nonce}>{children}</Providers>
      </body>
    </html>
  );
}
