import { Button, Group, SimpleGrid, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { auth } from "@/app/_auth/auth";
import { pageSpeaker } from "@/app/(public)/_parts/page-speaker";
import styles from "@/app/(public)/_parts/public.module.css";

export async function generateMetadata(): Promise<Metadata> {
  const { site } = (await pageSpeaker()).pages;
  return { title: { absolute: `${site.home} – ${site.tagline}` } };
}

/** Signed-in people go to their side of the house; everybody else is told what this is. */
export default async function LandingPage() {
  const signedIn = await auth();
  if (signedIn) redirect(signedIn.actor.staffRole === null ? "/console" : "/admin");
  const { pages } = await pageSpeaker();
  const { landing, site } = pages;
  return (
    <>
      <div className={styles.narrow}>
        <Title order={1} mb="sm">
          {landing.title}
        </Title>
        <Text size="lg" mb="lg">
          {landing.intro}
        </Text>
        <Group mb="xl">
          <Button component="a" href="/sign-in">
            {site.signIn}
          </Button>
          <Button component="a" href="/pricing" variant="default">
            {site.pricing}
          </Button>
          <Button component="a" href="/docs" variant="default">
            {site.docs}
          </Button>
        </Group>
      </div>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        {landing.points.map(({ title, text }) => (
          <section key={title} className={styles.card}>
            <Title order={2} size="h4" mb="xs">
              {title}
            </Title>
            <Text>{text}</Text>
          </section>
        ))}
      </SimpleGrid>
    </>
  );
}
