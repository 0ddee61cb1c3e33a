import { Anchor, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { CodeBlock } from "@/app/(public)/_parts/code-block";
import { pageSpeaker } from "@/app/(public)/_parts/page-speaker";
import styles from "@/app/(public)/_parts/public.module.css";
import { Section } from "@/app/(public)/_parts/section";
import { env } from "@/lib/env";
import { codeSamples } from "@/lib/messages/code-samples";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageSpeaker()).pages.docs.title };
}

/** From the first call to handling a refusal. */
export default async function DocsPage() {
  const { pages } = await pageSpeaker();
  const { docs } = pages;
  const fill = (text: string) => text.replaceAll("{gateway}", env().GATEWAY_URL);
  return (
    <div className={styles.narrow}>
      <Title order={1} mb="sm">
        {docs.title}
      </Title>
      <Text mb="md">{docs.intro}</Text>
      <nav aria-label={docs.contents} className={styles.card}>
        <ul className={styles.list}>
          {docs.sections.map(({ id, title }) => (
            <li key={id}>
              <Anchor underline="always" href={`#${id}`}>
                {title}
              </Anchor>
            </li>
          ))}
        </ul>
      </nav>
      {docs.sections.map(({ id, title, paragraphs, sample, after }) => (
        <Section key={id} id={id} title={title}>
          {paragraphs.map((paragraph) => (
            <Text key={paragraph} mb="sm">
              {paragraph}
            </Text>
          ))}
          {sample && <CodeBlock label={title}>{fill(codeSamples[sample])}</CodeBlock>}
          {after?.map((paragraph) => (
            <Text key={paragraph} mt="sm">
              {paragraph}
            </Text>
          ))}
        </Section>
      ))}
      <Text mt="xl">
        <Anchor underline="always" href="/errors">
          {pages.errors.list}
        </Anchor>
      </Text>
    </div>
  );
}
