import { FramedNotFound } from "@/components/shell/framed-not-found";

export default function NotFound() {
  return <FramedNotFound next={{ href: "/admin", label: "To Today" }} />;
}
