import { useComputedColorScheme } from "@mantine/core";
import { $api } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { Close } from "@/ui/icons";
import { useWorkspace } from "../useWorkspace";
import classes from "./Preview.module.css";
import type { Appearance } from "./WidgetForm";

/** Black or white, whichever is easier to read on the colour (relative luminance, WCAG 2.2). */
function readable(color: string): string {
  const value = Number.parseInt(color.slice(1), 16);
  const linear = [16, 8, 0]
    .map((shift) => ((value >> shift) & 255) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  const [red = 0, green = 0, blue = 0] = linear;
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > 0.179 ? "#000000" : "#ffffff";
}

/** How the widget will look, drawn as it is edited: the words come from the assistant's settings. */
export function Preview({ appearance, of }: { appearance: Appearance; of: string }) {
  const { t, language } = useWords();
  const { params } = useWorkspace();
  const scheme = useComputedColorScheme("light");
  const assistant = $api.useQuery("get", "/api/v1/workspaces/{workspace}/assistants/{assistant}/draft", {
    params: { path: { ...params.path, assistant: of } },
  });
  const texts = assistant.data?.texts[language] ?? Object.values(assistant.data?.texts ?? {})[0];
  const starters = assistant.data?.starters[language] ?? [];
  const color = /^#[0-9a-f]{6}$/i.test(appearance.color) ? appearance.color : "#0b6166";
  const theme = appearance.theme === "auto" ? scheme : appearance.theme;
  return (
    <div
      className={classes.stage}
      data-position={appearance.position}
      role="img"
      aria-label={t("settings.widget.preview")}
    >
      <div className={classes.panel} data-theme={theme} aria-hidden="true">
        <div className={classes.head} style={{ background: color, color: readable(color) }}>
          {/* The desk loads nothing from other hosts: the logo's place is marked, the picture itself is not fetched. */}
          {appearance.logo_url && <span className={classes.logo} />}
          <strong>{texts?.title ?? "…"}</strong>
          <Close />
        </div>
        <div className={classes.thread}>
          <p className={classes.bubble}>{texts?.welcome}</p>
          <p className={classes.notice}>{texts?.ai_notice}</p>
          {starters.slice(0, 2).map((starter) => (
            <p key={starter} className={classes.starter}>
              {starter}
            </p>
          ))}
        </div>
      </div>
      <div
        className={classes.launcher}
        style={{ background: color, color: readable(color) }}
        aria-hidden="true"
      >
        <svg
          viewBox="0 0 24 24"
          width="22"
          height="22"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          aria-hidden="true"
        >
          <path d="M4 5h16v11H10l-4 4v-4H4z" strokeLinejoin="round" />
        </svg>
      </div>
    </div>
  );
}
