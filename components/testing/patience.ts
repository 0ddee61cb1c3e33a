import { configure } from "@testing-library/react";

/** What is waited for on a screen may take as long as a busy machine stands still. */
configure({ asyncUtilTimeout: 20_000 });
