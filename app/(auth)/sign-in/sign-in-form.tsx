"use client";

import { Alert, Button, Divider, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMounted } from "@mantine/hooks";
import { type FormEvent, useState } from "react";
import { attemptSignIn, leaveForProvider } from "@/app/_auth/browser";
import { describeSignInError, signInTexts } from "@/app/(auth)/sign-in-texts";
import type { Locale } from "@/lib/messages/types";

type SignInFormProps = {
  locale: Locale;
  callbackPath: string;
  providers: readonly { id: string; name: string }[];
  initialError: string | null;
};

/** Named and marked so that password managers know it; what was typed stays after a failure. */
export function SignInForm({ locale, callbackPath, providers, initialError }: SignInFormProps) {
  const texts = signInTexts[locale];
  const [error, setError] = useState(initialError);
  const [busy, setBusy] = useState(false);
  // Before the scripts run, the form would leave the page instead of signing in.
  const ready = useMounted();

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const sent = new FormData(event.currentTarget);
    setBusy(true);
    const code = await attemptSignIn(String(sent.get("email") ?? ""), String(sent.get("password") ?? ""));
    if (code === null) {
      // A whole new page: nothing that was drawn for a stranger stays in memory.
      window.location.assign(callbackPath);
      return;
    }
    setBusy(false);
    setError(describeSignInError(locale, code));
  };

  return (
    <form method="post" onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        {error ? (
          <Alert role="alert" color="red" variant="outline">
            {error}
          </Alert>
        ) : null}
        <TextInput
          name="email"
          type="email"
          label={texts.email}
          autoComplete="username"
          inputMode="email"
          size="md"
          required
          withAsterisk={false}
        />
        <PasswordInput
          name="password"
          label={texts.password}
          autoComplete="current-password"
          size="md"
          required
          withAsterisk={false}
        />
        <Button type="submit" size="md" fullWidth loading={busy} disabled={!ready}>
          {texts.submit}
        </Button>
        {providers.length > 0 ? <Divider label={texts.or} /> : null}
        {providers.map(({ id, name }) => (
          <Button
            key={id}
            variant="default"
            size="md"
            fullWidth
            disabled={!ready}
            onClick={() => void leaveForProvider(id, callbackPath)}
          >
            {texts.continueWith.replace("{name}", name)}
          </Button>
        ))}
      </Stack>
    </form>
  );
}
