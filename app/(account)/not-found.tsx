import { FramedNotFound } from "@/components/shell/framed-not-found";

export default function NotFound() {
  return <FramedNotFound next={{ href: "/account", label: "To your account" }} />;
}
