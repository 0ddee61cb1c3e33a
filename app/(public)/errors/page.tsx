import { Anchor, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { pageSpeaker } from "@/app/(public)/_parts/page-speaker";
import styles from "@/app/(public)/_parts/public.module.css";
import { type Code, codes } from "@/lib/errors";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageSpeaker()).pages.errors.title };
}

/** The dictionary of every code that the gateway and the portal can answer with. */
export default async function ErrorsPage() {
  const { pages, messages } = await pageSpeaker();
  const { errors } = pages;
  return (
    <>
      <Title order={1} mb="sm">
        {errors.title}
      </Title>
      <Text className={styles.narrow} mb="lg">
        {errors.intro}
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={`${styles.card} ${styles.scroll}`} aria-label={errors.list} tabIndex={0}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{errors.columns.status}</th>
              <th scope="col">{errors.columns.code}</th>
              <th scope="col">{errors.columns.title}</th>
              <th scope="col">{errors.columns.retry}</th>
            </tr>
          </thead>
          <tbody>
            {(Object.keys(codes) as Code[]).map((code) => (
              <tr key={code}>
                <td>{codes[code].status}</td>
                <th scope="row">
                  <Anchor underline="always" className={`${styles.mono} ${styles.word}`} href={`/errors/${code}`}>
                    {code}
                  </Anchor>
                </th>
                <td>{messages.codes[code].title}</td>
                <td>{codes[code].retry === "after_delay" ? errors.yes : errors.no}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Text mt="md">
        <Anchor underline="always" href="/problems/schema.json">
          {errors.schema}
        </Anchor>
      </Text>
    </>
  );
}
