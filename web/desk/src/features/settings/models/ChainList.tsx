import { Button } from "@mantine/core";
import { type DragEvent, useEffect, useRef, useState } from "react";
import { useWords } from "@/lib/i18n";
import { announce } from "@/ui/Announcer";
import { IconButton } from "@/ui/IconButton";
import { Close, Down, Plus, Up } from "@/ui/icons";
import { AddModel } from "./AddModel";
import classes from "./Models.module.css";
import { type Known, type Link, type ModelKey, type Models, mostModels, moved, useMoney } from "./models";
import { TooDear } from "./TooDear";
import { TryDialog } from "./TryDialog";

const places = ["first", "second", "third"] as const;

interface Props {
  chain: readonly Link[];
  stored: Models;
  keys: readonly ModelKey[];
  onChange: (chain: Link[]) => void;
  onPrice: (model: string) => void;
}

const nameOf = (link: Link) => `${link.model_key_id} ${link.model}`;

/** The models in their order, moved by buttons or drawn; the last place is always Sportello's own. */
export function ChainList({ chain, stored, keys, onChange, onPrice }: Props) {
  const { t } = useWords();
  const [adding, setAdding] = useState(false);
  const [held, setHeld] = useState<number | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const follow = useRef<string | null>(null);
  // A line that was moved keeps the focus: whoever pressed its arrow mostly presses it again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at when the order has changed
  useEffect(() => {
    const wanted = follow.current;
    follow.current = null;
    if (wanted !== null) list.current?.querySelector<HTMLElement>(`[data-focus="${wanted}"]`)?.focus();
  }, [chain]);
  const move = (from: number, to: number, by?: "up" | "down") => {
    const link = chain[from];
    if (link === undefined || to < 0 || to >= chain.length || from === to) return;
    const end = by === "up" ? to === 0 : to === chain.length - 1;
    if (by !== undefined) follow.current = `${to}-${end ? (by === "up" ? "down" : "up") : by}`;
    onChange(moved(chain, from, to));
    announce(t("models.moved", { model: link.model, count: to + 1 }));
  };
  const drag = (at: number) => ({
    draggable: chain.length > 1,
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", chain[at]?.model ?? "");
      setHeld(at);
    },
    onDragOver: (event: DragEvent) => {
      if (held === null) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "move";
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      if (held !== null) move(held, at);
      setHeld(null);
    },
    onDragEnd: () => setHeld(null),
  });
  const knownOf = (link: Link) =>
    stored.known[stored.chain.findIndex((one) => nameOf(one) === nameOf(link))] ?? null;
  return (
    <>
      <ol ref={list} className={classes.chain} aria-label={t("models.chain")}>
        {chain.map((link, at) => (
          <li key={nameOf(link)} className={classes.link} data-held={held === at || undefined} {...drag(at)}>
            <span className={classes.place}>{t(`models.places.${places[at] ?? "third"}`)}</span>
            <div className={classes.what}>
              <strong className={classes.model}>{link.model}</strong>
              <About
                known={knownOf(link)}
                of={keys.find((key) => key.id === link.model_key_id)}
                model={link.model}
                onPrice={() => onPrice(link.model)}
              />
            </div>
            <span className={classes.acts}>
              {(["up", "down"] as const).map((by) => (
                <IconButton
                  key={by}
                  label={t(`models.${by}`, { model: link.model })}
                  data-focus={`${at}-${by}`}
                  disabled={by === "up" ? at === 0 : at === chain.length - 1}
                  onClick={() => move(at, by === "up" ? at - 1 : at + 1, by)}
                >
                  {by === "up" ? <Up /> : <Down />}
                </IconButton>
              ))}
              <IconButton
                label={t("models.takeOut", { model: link.model })}
                onClick={() => onChange(chain.filter((_, one) => one !== at))}
              >
                <Close />
              </IconButton>
            </span>
          </li>
        ))}
        <li className={classes.link} data-own>
          <span className={classes.place}>{t("models.places.last")}</span>
          <div className={classes.what}>
            <strong>{t("models.itself")}</strong>
            <div className={classes.quiet}>{t("models.itselfText")}</div>
          </div>
        </li>
      </ol>
      <Button
        variant="default"
        size="sm"
        mt="sm"
        leftSection={<Plus />}
        disabled={chain.length >= mostModels}
        onClick={() => setAdding(true)}
      >
        {t("models.addModel")}
      </Button>
      {chain.length >= mostModels && <span className={classes.aside}>{t("models.addModelFull")}</span>}
      {adding && (
        <AddModel
          keys={keys}
          taken={chain}
          onAdd={(link) => onChange([...chain, link])}
          onClose={() => setAdding(false)}
        />
      )}
    </>
  );
}

/** With whose key it is asked, and what an answer of it costs. */
function About(props: { known: Known | null; of: ModelKey | undefined; model: string; onPrice: () => void }) {
  const { t } = useWords();
  const [trying, setTrying] = useState(false);
  const { euros } = useMoney();
  const { known, of } = props;
  return (
    <div className={classes.quiet}>
      <bdi>{of?.name ?? known?.key_name}</bdi>
      {known?.usual_cost && <> · {t("models.usual", { cost: euros(known.usual_cost) })}</>}
      {known && known.usual_cost === null && (
        <>
          {" · "}
          <span className={classes.warning}>{t("models.unpriced")}</span>{" "}
          <Button variant="default" size="compact-xs" onClick={props.onPrice}>
            {t("models.setPrice")}
          </Button>
        </>
      )}
      {known !== null && <TooDear known={known} />}
      {known !== null && known.refused_today > 0 && (
        <p>
          <span className={classes.warning}>{t("models.refusedToday", { count: known.refused_today })}</span>{" "}
          {of && (
            <Button
              variant="default"
              size="compact-xs"
              aria-label={t("models.tryName", { name: props.model })}
              onClick={() => setTrying(true)}
            >
              {t("models.try")}
            </Button>
          )}
        </p>
      )}
      {trying && of && <TryDialog of={of} model={props.model} onClose={() => setTrying(false)} />}
    </div>
  );
}
