"use client";

import { createContext, type ReactNode, use } from "react";

const Zone = createContext("UTC");

/** In which zone times of an area are told, where a part of it names no other. */
export function ZoneProvider({ zone, children }: { zone: string; children: ReactNode }) {
  return <Zone value={zone}>{children}</Zone>;
}

export const useZone = (): string => use(Zone);
