"use client";

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { setNonce } from "get-nonce";
import { type ReactNode, useState } from "react";
import { createQueryClient } from "@/lib/client/query-client";
import { resolveVariables, theme } from "@/theme";

/** Theme, queries and messages for everything below. The nonce comes as text: functions do not cross to the client. */
export function Providers({ nonce, children }: { nonce: string; children: ReactNode }) {
  // Browsers hide a nonce once it is parsed, so the first one is kept for the styles that dialogs add later.
  const [kept] = useState(nonce);
  const [queryClient] = useState(createQueryClient);
  if (typeof window !== "undefined") setNonce(kept);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolveVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => kept}
    >
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" />
        {children}
      </QueryClientProvider>
    </MantineProvider>
  );
}
