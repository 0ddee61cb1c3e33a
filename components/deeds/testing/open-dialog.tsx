import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen } from "@testing-library/react";
import { AppRouterContext, type AppRouterInstance } from "next/dist/shared/lib/app-router-context.shared-runtime";
import { SearchParamsContext } from "next/dist/shared/lib/hooks-client-context.shared-runtime";
import type { ReactElement } from "react";
import { vi } from "vitest";

export type Sent = { method: string; path: string; body: unknown };

const quietly = () => undefined;
const router: AppRouterInstance = {
  back: quietly,
  forward: quietly,
  refresh: quietly,
  push: quietly,
  replace: quietly,
  prefetch: quietly,
  bfcacheId: "0",
};

/** Draws a deed's dialog in a simulated browser and opens it; `sent` is what it asked of a portal that always agrees. */
export function openDialog(dialog: ReactElement, open: string | RegExp): Sent[] {
  const sent: Sent[] = [];
  // Fields that grow with their text ask for it, and the simulated browser has none.
  Object.defineProperty(document, "fonts", { value: new EventTarget(), configurable: true });
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    sent.push({ method: init.method ?? "GET", path, body: JSON.parse(String(init.body ?? "null")) });
    return new Response("{}", { status: 200, headers: { "content-type": "application/json" } });
  });
  render(
    <AppRouterContext.Provider value={router}>
      <SearchParamsContext.Provider value={new URLSearchParams()}>
        <MantineProvider env="test">{dialog}</MantineProvider>
      </SearchParamsContext.Provider>
    </AppRouterContext.Provider>,
  );
  press(open);
  return sent;
}

export const press = (name: string | RegExp) => fireEvent.click(screen.getByRole("button", { name }));
export const write = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });
