import { Paper, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { auth } from "@/app/_auth/auth";
import { readerLocale } from "@/app/_auth/reader-locale";
import { signInTexts } from "@/app/(auth)/sign-in-texts";
import { SignOutButton } from "@/app/(auth)/sign-out/sign-out-button";

export const metadata: Metadata = { title: "Sign out", robots: { index: false } };

/** Asks before it ends the session: an address that is merely opened has no effect. */
export default async function SignOutPage() {
  if (!(await auth())) redirect("/sign-in");
  const texts = signInTexts[await readerLocale()];
  return (
    <Paper p="lg">
      <Title order={1} fz={24}>
        {texts.signOutTitle}
      </Title>
      <Text c="dimmed" mt={4} mb="md">
        {texts.signOutLead}
      </Text>
      <SignOutButton label={texts.signOutSubmit} />
    </Paper>
  );
}
