import { ActionIcon } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Filter } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useShortcut } from "@/lib/shortcuts";
import { Close, Search } from "@/ui/icons";
import classes from "./SearchField.module.css";

/** A pause in typing after which the list follows. */
const pause = 250;

interface Props {
  filter: Filter;
  /** Leads into the list. */
  onLeave: () => void;
}

/** Seeks in all conversations; what is sought stands in the URL, and clearing leads back to the view before. */
export function SearchField({ filter, onLeave }: Props) {
  const { t } = useWords();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(filter.q ?? "");
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const before = useRef<Filter>(filter);
  const shown = filter.q ?? "";

  const asked = useRef(shown);
  useEffect(() => {
    if (filter.q === undefined) before.current = filter;
    // Led here by a link, by Back or by another view: the field says what the list is.
    if (asked.current !== shown) setTyped(shown);
    asked.current = shown;
  }, [filter, shown]);
  useEffect(() => () => clearTimeout(waiting.current), []);

  const show = (words: string) => {
    clearTimeout(waiting.current);
    const q = words.trim();
    if (q === shown) return;
    asked.current = q;
    void navigate({
      to: ".",
      replace: shown !== "",
      search: (old) =>
        q === "" ? { ...old, ...before.current, q: undefined } : { ...old, view: "all" as const, q },
    });
  };
  const type = (words: string) => {
    setTyped(words);
    clearTimeout(waiting.current);
    waiting.current = setTimeout(() => show(words), pause);
  };
  const clear = () => {
    setTyped("");
    show("");
  };
  useShortcut("search", () => {
    input.current?.focus();
    input.current?.select();
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      if (typed === "") onLeave();
      else clear();
    }
    if (event.key === "Enter" || event.key === "ArrowDown") {
      event.preventDefault();
      if (event.key === "Enter") show(typed);
      if (event.key === "ArrowDown") onLeave();
    }
  };
  return (
    <search className={classes.search}>
      <Search size={15} className={classes.icon} />
      <input
        ref={input}
        type="search"
        className={classes.input}
        aria-label={t("inbox.search.label")}
        placeholder={t("inbox.search.placeholder")}
        value={typed}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {typed !== "" && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={24}
          aria-label={t("inbox.search.clear")}
          onClick={() => {
            clear();
            input.current?.focus();
          }}
        >
          <Close size={14} />
        </ActionIcon>
      )}
    </search>
  );
}
