import { FramedNotFound } from "@/components/shell/framed-not-found";

export default FramedNotFound;
