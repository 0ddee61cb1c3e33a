import { Anchor, Group, Paper, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { auth } from "@/app/_auth/auth";
import { listOtherProviders } from "@/app/_auth/providers";
import { readerLocale } from "@/app/_auth/reader-locale";
import { safeCallbackPath } from "@/app/_auth/sign-in-path";
import { SignInForm } from "@/app/(auth)/sign-in/sign-in-form";
import { describeSignInError, signInTexts } from "@/app/(auth)/sign-in-texts";
import { env } from "@/lib/env";

type Query = Record<string, string | string[] | undefined>;
const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

export async function generateMetadata(): Promise<Metadata> {
  return { title: signInTexts[await readerLocale()].title, robots: { index: false } };
}

/** Sign-in, with a password or through a provider that the operator set up. */
export default async function SignInPage({ searchParams }: { searchParams: Promise<Query> }) {
  const query = await searchParams;
  const callbackPath = safeCallbackPath(one(query.callbackUrl), env().PORTAL_URL);
  const error = one(query.error);
  if (!error && (await auth())) redirect(callbackPath);
  const locale = await readerLocale();
  const texts = signInTexts[locale];
  return (
    <>
      <Paper p="lg">
        <Title order={1} fz={24}>
          {texts.title}
        </Title>
        <Text c="dimmed" mt={4} mb="md">
          {texts.lead}
        </Text>
        <SignInForm
          locale={locale}
          callbackPath={callbackPath}
          providers={listOtherProviders()}
          initialError={error ? describeSignInError(locale, error) : null}
        />
      </Paper>
      <Group justify="center" gap="lg">
        <Anchor href="/pricing" fz="sm">
          {texts.pricing}
        </Anchor>
        <Anchor href="/docs" fz="sm">
          {texts.docs}
        </Anchor>
      </Group>
    </>
  );
}
