"use client";

import { FramedError } from "@/components/shell/framed-error";

export default FramedError;
