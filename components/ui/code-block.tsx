import { Box } from "@mantine/core";
import classes from "@/components/ui/code-block.module.css";
import { CopyButton } from "@/components/ui/copy-button";

type CodeBlockProps = { code: string; label?: string; onCopied?: () => void };

/** A piece of code or a command to copy. Long lines wrap, so that nothing hides on a phone. */
export function CodeBlock({ code, label = "code", onCopied }: CodeBlockProps) {
  return (
    <Box className={classes.frame}>
      <pre className={classes.code}>
        <code>{code}</code>
      </pre>
      <Box className={classes.copy}>
        <CopyButton value={code} label={label} {...(onCopied ? { onCopied } : {})} />
      </Box>
    </Box>
  );
}
