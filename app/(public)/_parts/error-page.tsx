import { Anchor, Stack, Text, Title } from "@mantine/core";
import { CodeBlock } from "@/app/(public)/_parts/code-block";
import styles from "@/app/(public)/_parts/public.module.css";
import { Section } from "@/app/(public)/_parts/section";
import { type Code, codes } from "@/lib/errors";
import { codeSamples } from "@/lib/messages/code-samples";
import type { Speaker } from "@/lib/messages/speaker";
import { renderProblem } from "@/lib/problem/render-problem";
import { sampleProblem } from "@/lib/problem/sample-problem";

const snippets = { ...codeSamples, never: codeSamples.after_change };

/** What a code means, who can change it, what to do, and what its answer looks like. */
export function ErrorPage({ code, speaker, portalUrl }: { code: Code; speaker: Speaker; portalUrl: string }) {
  const { status, retry } = codes[code];
  const { pages, messages, locale } = speaker;
  const { errors } = pages;
  const text = messages.codes[code];
  const sample = renderProblem(sampleProblem(code, portalUrl), { acceptLanguage: locale, defaultLocale: locale });
  const headers = Object.entries(sample.headers).map(([name, value]) => `${name}: ${value}`);
  return (
    <article className={styles.narrow}>
      <Text className={styles.mono}>
        {status} {code}
      </Text>
      <Title order={1} mb="sm">
        {text.title}
      </Title>
      <Text size="lg">{text.plain}</Text>
      <Section title={errors.meaning}>
        <Text>{text.meaning}</Text>
      </Section>
      <Section title={errors.whoCanFix}>
        <Text>{text.whoCanFix}</Text>
      </Section>
      <Section title={errors.whatToDo}>
        <Text>{text.whatToDo}</Text>
      </Section>
      <Section title={errors.retry}>
        <Text mb="sm">{messages.retry[retry]}</Text>
        <CodeBlock label={errors.handler}>{snippets[retry]}</CodeBlock>
      </Section>
      <Section title={errors.sample}>
        <Stack gap="sm">
          <CodeBlock label={errors.sampleHeaders}>{[`HTTP/1.1 ${status}`, ...headers].join("\n")}</CodeBlock>
          <CodeBlock label={errors.sampleBody}>{JSON.stringify(JSON.parse(sample.body), null, 2)}</CodeBlock>
          <Anchor underline="always" href="/problems/schema.json">
            {errors.schema}
          </Anchor>
        </Stack>
      </Section>
      <Text mt="xl">
        <Anchor underline="always" href="/errors">
          {errors.all}
        </Anchor>
      </Text>
    </article>
  );
}
