import { Code, CopyButton } from "@mantine/core";
import { useWords } from "@/lib/i18n";
import classes from "./CopyField.module.css";
import { IconButton } from "./IconButton";
import { Check, Copy } from "./icons";

/** Text to take elsewhere: a snippet, a key, a link. One press copies it and says so. */
export function CopyField({ value, label }: { value: string; label: string }) {
  const { t } = useWords();
  return (
    <div className={classes.field}>
      <Code block className={classes.code} tabIndex={0} aria-label={label} role="region">
        {value}
      </Code>
      <CopyButton value={value} timeout={2000}>
        {({ copied, copy }) => (
          <IconButton
            label={copied ? t("ui.copied") : t("ui.copy")}
            onClick={copy}
            className={classes.button}
          >
            {copied ? <Check /> : <Copy />}
          </IconButton>
        )}
      </CopyButton>
    </div>
  );
}
