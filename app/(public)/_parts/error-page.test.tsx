import { MantineProvider } from "@mantine/core";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { ErrorPage } from "@/app/(public)/_parts/error-page";
import { type Code, codes } from "@/lib/errors";
import { speaker } from "@/lib/messages/speaker";
import { locales } from "@/lib/messages/types";

const draw = (code: Code, locale: (typeof locales)[number]) =>
  renderToStaticMarkup(
    <MantineProvider>
      <ErrorPage code={code} speaker={speaker(locale)} portalUrl="https://portal.example.com" />
    </MantineProvider>,
  );

describe.each(locales)("the %s page of a code", (locale) => {
  it.each(Object.keys(codes) as Code[])("of %s says what it means, who can change it and what to do", (code) => {
    const page = draw(code, locale);
    const text = speaker(locale).messages.codes[code];
    expect(page).toContain(`${codes[code].status} ${code}`);
    for (const words of [text.title, text.meaning, text.whoCanFix, text.whatToDo]) {
      expect(page).toContain(words.replaceAll("&", "&amp;").replaceAll("'", "&#x27;"));
    }
    expect(page).toContain(`urn:faregate:request:`);
    expect(page).not.toContain("undefined");
  });
});
