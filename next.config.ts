import path from "node:path";
import type { NextConfig } from "next";

/** HSTS is only meaningful, and only safe, when the portal is reached over https. */
const isHttps = (process.env.PORTAL_URL ?? "").startsWith("https://");

/** Static security headers; the content security policy carries a nonce and comes from proxy.ts. */
const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  {
    key: "Permissions-Policy",
    value: "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
  },
  ...(isHttps ? [{ key: "Strict-Transport-Security", value: "max-age=31536000; includeSubDomains" }] : []),
];

/** A receipt's address opens it: it is told to no other site and to no search engine. Later entries win. */
const receiptHeaders = [
  { key: "Referrer-Policy", value: "no-referrer" },
  { key: "X-Robots-Tag", value: "noindex" },
];

const nextConfig: NextConfig = {
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  poweredByHeader: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  turbopack: { root: path.resolve(import.meta.dirname) },
  experimental: {
    optimizePackageImports: [
      "@mantine/core",
      "@mantine/form",
      "@mantine/hooks",
      "@mantine/notifications",
      "@tabler/icons-react",
      "recharts",
    ],
  },
  headers: async () => [
    { source: "/:path*", headers: securityHeaders },
    { source: "/receipts/:path*", headers: receiptHeaders },
  ],
};

export default nextConfig;
