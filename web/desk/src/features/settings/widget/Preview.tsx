import { NativeSelect, SegmentedControl } from "@mantine/core";
import { useDebouncedValue, useElementSize } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { $api, client } from "@/api/client";
import { got } from "@/api/conversations";
import type { Posted } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useWorkspace } from "../useWorkspace";
import classes from "./Preview.module.css";

const path = "/api/v1/workspaces/{workspace}/widget-keys/{widget_key_id}/preview";
type Asked = Posted<typeof path>;
const page = "/preview/widget";
/** Sizes of the browsers it is shown in, drawn as large as there is room. */
const sizes = { phone: [360, 620], desktop: [760, 760] } as const;
const devices = ["phone", "desktop"] as const;
const scenes = ["start", "away"] as const;
/** Milliseconds without a key after which what is written is shown. */
const PAUSE = 300;

const ask = async (workspace: string, id: string, body: Asked, signal: AbortSignal) =>
  got(await client.POST(path, { params: { path: { workspace, widget_key_id: id } }, body, signal }));

/**
 * The real widget with what is not saved yet, on a page of its own that has no origin (src/sportello/api/preview.py):
 * what is done in it stays there. `unsaved` holds what this form is about; the rest is as it is stored.
 */
export function Preview({ id, unsaved }: { id: string; unsaved: Omit<Asked, "language"> }) {
  const { t, language: own, languageName } = useWords();
  const { workspace, params } = useWorkspace();
  const home = $api.useQuery("get", "/api/v1/workspaces/{workspace}", { params }).data;
  const [device, setDevice] = useState<(typeof devices)[number]>("phone");
  const [scene, setScene] = useState<(typeof scenes)[number]>("start");
  const [chosen, setChosen] = useState<string | null>(null);
  const languages = home?.languages ?? [];
  const language = chosen ?? (languages.includes(own) ? own : (home?.default_language ?? own));
  const [settled] = useDebouncedValue(JSON.stringify(unsaved), PAUSE);
  const config = useQuery({
    queryKey: [path, workspace, id, settled, language],
    queryFn: ({ signal }) =>
      ask(workspace, id, { ...(JSON.parse(settled) as typeof unsaved), language }, signal),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });

  const frame = useRef<HTMLIFrameElement>(null);
  const ready = useRef(false);
  const latest = useRef("");
  const tell = useCallback(() => {
    // It has no origin that it could be told by; who it is, the message's source says.
    if (ready.current && latest.current !== "")
      frame.current?.contentWindow?.postMessage(JSON.parse(latest.current), "*");
  }, []);
  const answer = t("widget.preview.answer");
  useEffect(() => {
    if (config.data === undefined || config.isPlaceholderData) return;
    // The page begins anew with each: not for what it shows already.
    const next = JSON.stringify({ config: config.data, scene, answer });
    if (next === latest.current) return;
    latest.current = next;
    tell();
  }, [config.data, config.isPlaceholderData, scene, answer, tell]);
  useEffect(() => {
    const hear = ({ source, data }: MessageEvent) => {
      if (source !== frame.current?.contentWindow || data !== "ready") return;
      ready.current = true;
      tell();
    };
    addEventListener("message", hear);
    return () => removeEventListener("message", hear);
  }, [tell]);

  // A page does not tell by itself that the focus is in a frame of it.
  useEffect(() => {
    const mark = () =>
      frame.current?.parentElement?.toggleAttribute("data-inside", document.activeElement === frame.current);
    for (const event of ["blur", "focus"]) addEventListener(event, mark);
    return () => {
      for (const event of ["blur", "focus"]) removeEventListener(event, mark);
    };
  }, []);

  const { ref, width: room } = useElementSize();
  const [width, height] = sizes[device];
  const scale = Math.min(1, (room || width) / width);
  return (
    <section className={classes.preview} aria-label={t("widget.preview.title")}>
      <div className={classes.bar}>
        <SegmentedControl
          size="xs"
          aria-label={t("widget.preview.device")}
          value={device}
          data={devices.map((value) => ({ value, label: t(`widget.preview.devices.${value}`) }))}
          onChange={(value) => setDevice(value as typeof device)}
        />
        <SegmentedControl
          size="xs"
          aria-label={t("widget.preview.scene")}
          value={scene}
          data={scenes.map((value) => ({ value, label: t(`widget.preview.scenes.${value}`) }))}
          onChange={(value) => setScene(value as typeof scene)}
        />
        {languages.length > 1 && (
          <NativeSelect
            size="xs"
            aria-label={t("widget.preview.language")}
            value={language}
            data={languages.map((value) => ({ value, label: languageName(value) }))}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
        )}
      </div>
      <div ref={ref} className={classes.stage} style={{ height: height * scale }}>
        <iframe
          // Not made wider before one's eyes: a customer's screen does not change either.
          key={device}
          ref={frame}
          src={page}
          loading="lazy"
          title={t("widget.preview.title")}
          sandbox="allow-scripts allow-forms"
          style={{ width, height, transform: `scale(${scale})` }}
        />
      </div>
      <p role="status" className={classes.hint}>
        {t(config.isError ? "widget.preview.incomplete" : "widget.preview.text")}
      </p>
    </section>
  );
}
