import { Link, Outlet, useLocation, useParams } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useHasRole } from "@/api/session";
import { useWords } from "@/lib/i18n";
import { Sliders } from "@/ui/icons";
import { Page, PageHeader } from "@/ui/Page";
import { EmptyState } from "@/ui/States";
import { common, placesFor } from "./places";
import classes from "./SettingsPage.module.css";

/** The settings of one workspace: a list of places beside the one that is open; on a phone above it. */
export function SettingsPage() {
  const { t } = useWords();
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  const admin = useHasRole(workspace, "admin");
  const { pathname } = useLocation();
  const here = pathname.split("/").at(-1) ?? "";
  const at = pathname.split("/settings/")[1]?.split("/")[0];
  const place = ([...placesFor(true), "assistants"] as const).find((one) => one === at);
  const list = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: on a phone the open place scrolls into view when it changes
  useEffect(() => {
    const open = list.current?.querySelector<HTMLElement>('[data-status="active"]');
    open?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [here]);
  return (
    <Page header={<PageHeader title={t("nav.settings")} name={place && t(`settings.${place}.name`)} />}>
      <div className={classes.split}>
        <nav ref={list} aria-label={t("settings.places")} className={classes.places}>
          <ul>
            {placesFor(admin).map((place) => (
              <li key={place}>
                <Link
                  to={`/w/$workspace/settings/${place}`}
                  params={{ workspace }}
                  className={classes.place}
                  // The list of all assistants belongs under the one that its addresses begin with.
                  {...(`${place}s` === at && { "data-status": "active" })}
                >
                  {t(`settings.${place}.name`)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className={classes.content}>
          {admin || common.has(here) ? (
            <Outlet />
          ) : (
            <EmptyState
              icon={<Sliders size={22} />}
              title={t("problems.forbidden")}
              text={t("settings.adminOnly")}
            />
          )}
        </div>
      </div>
    </Page>
  );
}
