import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { Problem } from "@/api/problem";
import { hasRole, useMe } from "@/api/session";
import type { Suggestion } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { Markdown, safeHref } from "@/lib/markdown";
import { announce } from "@/ui/Announcer";
import { IconButton } from "@/ui/IconButton";
import { Close, Spark } from "@/ui/icons";
import { Refusal } from "@/ui/Refusal";
import classes from "./CopilotCard.module.css";
import { aims, type Copilot, type Help } from "./useCopilot";

interface Props {
  workspace: string;
  copilot: Copilot;
  /** Puts words into the draft, and the focus with them. */
  onUse: (text: string) => void;
}

const titles = {
  suggest: "copilot.suggested",
  shorter: "copilot.reworded",
  kinder: "copilot.reworded",
  correct: "copilot.reworded",
  translate: "copilot.translated",
  theirs: "copilot.translated",
  summary: "copilot.summed",
} as const;

/** What the copilot brings, above the draft: nothing of it is sent before an agent has taken it over and sent it. */
export function CopilotCard({ workspace, copilot, onUse }: Props) {
  const { t } = useWords();
  const { wish, help, error, pending } = copilot;
  useEffect(() => {
    if (help !== null) announce(`${t(titles[help.wish])}: ${textOf(help) ?? t("copilot.nothing")}`);
  }, [help, t]);
  if (copilot.replaced)
    return (
      <div className={classes.replaced} role="status">
        {t("copilot.replaced")}
        <Button size="compact-xs" variant="subtle" onClick={copilot.takeBack}>
          {t("copilot.takeBack")}
        </Button>
      </div>
    );
  if (wish === null) return null;
  return (
    <section className={classes.card} aria-label={t("copilot.label")} aria-busy={pending}>
      <header className={classes.head}>
        <Spark size={13} />
        <h3 className={classes.title}>{t(titles[wish])}</h3>
        <IconButton
          label={t("copilot.close")}
          variant="subtle"
          color="gray"
          className={classes.close}
          onClick={copilot.close}
        >
          <Close />
        </IconButton>
      </header>
      {pending && (
        <p className={classes.quiet} role="status">
          {t("copilot.working")}
        </p>
      )}
      {error !== null && (
        <>
          <Refusal error={error} />
          {Problem.of(error).code === "no_model" && <Connect workspace={workspace} />}
        </>
      )}
      {help?.wish === "suggest" && <Suggested suggestion={help.suggestion} onUse={onUse} />}
      {help !== null && help.wish !== "suggest" && (
        <Text
          title={t(titles[help.wish])}
          text={help.written.text}
          note={t("copilot.written", { model: modelName(help.written.model) })}
          onUse={aims.some((aim) => aim === help.wish) ? onUse : null}
        />
      )}
    </section>
  );
}

const textOf = (help: Help): string | null =>
  help.wish === "suggest" ? help.suggestion.text : help.written.text;

/** "openai:gpt-5-mini" is told by its name alone. */
const modelName = (model: string) => model.slice(model.indexOf(":") + 1);

function Text({
  title,
  text,
  note,
  onUse,
  children,
}: {
  title: string;
  text: string;
  note: string;
  onUse: Props["onUse"] | null;
  children?: ReactNode;
}) {
  const { t } = useWords();
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <section className={classes.text} dir="auto" tabIndex={0} aria-label={title}>
        <Markdown text={text} />
      </section>
      {children}
      <div className={classes.foot}>
        <span className={classes.quiet}>{note}</span>
        {onUse !== null && (
          <Button size="xs" variant="light" className={classes.use} onClick={() => onUse(text)}>
            {t("copilot.use")}
          </Button>
        )}
      </div>
    </>
  );
}

function Suggested({ suggestion, onUse }: { suggestion: Suggestion; onUse: Props["onUse"] }) {
  const { t } = useWords();
  const { asked, text, citations, model, sources, canned } = suggestion;
  if (asked === "") return <p className={classes.quiet}>{t("copilot.silence")}</p>;
  return (
    <>
      <p className={classes.asked}>
        <bdi>{t("copilot.asked", { asked })}</bdi>
      </p>
      {text === null ? (
        <p className={classes.quiet}>{t("copilot.nothing")}</p>
      ) : (
        <Text
          title={t("copilot.suggested")}
          text={text}
          note={model === null ? t("copilot.quoted") : t("copilot.worded", { model: modelName(model) })}
          onUse={onUse}
        >
          <Pages pages={citations} />
        </Text>
      )}
      {sources.length > 0 && (
        <div className={classes.more}>
          <span className={classes.quiet}>{t("copilot.readOn")}</span>
          <Pages pages={sources} />
        </div>
      )}
      {canned.length > 0 && (
        <div className={classes.more}>
          <span className={classes.quiet}>{t("copilot.canned")}</span>
          <ul className={classes.canned}>
            {canned.map((reply) => (
              <li key={reply.id}>
                <Button
                  size="compact-sm"
                  variant="subtle"
                  color="gray"
                  className={classes.reply}
                  aria-label={t("copilot.insert", { shortcut: reply.shortcut })}
                  onClick={() => onUse(reply.text)}
                >
                  <b>/{reply.shortcut}</b>
                  <span className={classes.line}>{reply.text}</span>
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

function Pages({ pages }: { pages: readonly { title: string; url: string | null }[] }) {
  if (pages.length === 0) return null;
  return (
    <ul className={classes.pages}>
      {pages.map(({ title, url }) => (
        <li key={`${title} ${url}`}>
          {url === null ? (
            title
          ) : (
            <a href={safeHref(url) ?? undefined} target="_blank" rel="noopener noreferrer">
              {title}
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}

function Connect({ workspace }: { workspace: string }) {
  const { t } = useWords();
  const me = useMe();
  if (me === undefined || !hasRole(me, workspace, "admin")) return null;
  return (
    <Link to="/w/$workspace/settings/models" params={{ workspace }} className={classes.connect}>
      {t("copilot.connect")}
    </Link>
  );
}
