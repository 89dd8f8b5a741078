import { NativeSelect, SegmentedControl } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { isLanguage, languages, useWords } from "@/lib/i18n";
import { Page, PageHeader } from "@/ui/Page";
import { KnowledgeTabs } from "../KnowledgeTabs";
import { GapList } from "./GapList";
import classes from "./GapsPage.module.css";
import { periods, useGapCounts, useGapSearch } from "./gaps";
import { ProposalList } from "./ProposalList";

const lists = ["open", "answered", "dismissed", "proposals"] as const;
type Which = (typeof lists)[number];

/** What customers asked in vain, and what colleagues answered instead: both wait for somebody to write it down. */
export function GapsPage() {
  const { t } = useWords();
  const search = useGapSearch();
  const counts = useGapCounts();
  const navigate = useNavigate({ from: "/w/$workspace/knowledge/gaps" });
  const show = (change: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, ...change }) as typeof search, replace: true });
  const shown: Which = search.list ?? "open";
  const waiting: Partial<Record<Which, number>> = {
    open: counts?.gaps ?? 0,
    proposals: counts?.proposals ?? 0,
  };
  return (
    <Page
      header={
        <>
          <PageHeader title={t("nav.knowledge")} name={t("knowledge.tabs.gaps")} />
          <KnowledgeTabs />
        </>
      }
    >
      <div className={classes.bar}>
        <div className={classes.lists}>
          <SegmentedControl
            aria-label={t("gaps.lists.label")}
            value={shown}
            data={lists.map((list) => ({
              value: list,
              label: waiting[list]
                ? t("gaps.lists.counted", { name: t(`gaps.lists.${list}`), count: waiting[list] })
                : t(`gaps.lists.${list}`),
            }))}
            onChange={(list) =>
              show({ list: list === "open" ? undefined : (list as Exclude<Which, "open">) })
            }
          />
        </div>
        <div className={classes.filters}>
          <NativeSelect
            aria-label={t("me.language")}
            value={search.language ?? ""}
            onChange={(event) => {
              const language = event.currentTarget.value;
              show({ language: isLanguage(language) ? language : undefined });
            }}
          >
            <option value="">{t("gaps.anyLanguage")}</option>
            {languages.map((language) => (
              <option key={language} value={language}>
                {t(`languages.${language}`)}
              </option>
            ))}
          </NativeSelect>
          {shown !== "proposals" && (
            <NativeSelect
              aria-label={t("gaps.period")}
              value={String(search.days ?? 30)}
              onChange={(event) => {
                const days = periods.find((one) => String(one) === event.currentTarget.value);
                show({ days: days === 30 ? undefined : days });
              }}
            >
              {periods.map((days) => (
                <option key={days} value={days}>
                  {t("gaps.days", { count: days })}
                </option>
              ))}
            </NativeSelect>
          )}
        </div>
      </div>
      {shown === "proposals" ? (
        <ProposalList language={search.language} />
      ) : (
        <GapList state={shown} days={search.days ?? 30} language={search.language} />
      )}
    </Page>
  );
}
