"use client";

import { FramedNotFound } from "@/components/shell/framed-not-found";
import { useTenantHref } from "@/components/shell/use-tenant-href";

export default function NotFound() {
  const href = useTenantHref();
  return <FramedNotFound next={{ href: href("/console"), label: "To Home" }} />;
}
