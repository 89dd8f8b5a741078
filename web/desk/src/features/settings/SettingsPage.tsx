import { Link, Outlet, useParams } from "@tanstack/react-router";
import { useWords } from "@/lib/i18n";
import { Page, PageHeader } from "@/ui/Page";
import classes from "./SettingsPage.module.css";

const places = ["assistant", "widget", "replies", "people", "workspace", "keys", "audit"] as const;

/** The settings of one workspace: a list of places beside the one that is open; on a phone above it. */
export function SettingsPage() {
  const { t } = useWords();
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  return (
    <Page header={<PageHeader title={t("nav.settings")} />}>
      <div className={classes.split}>
        <nav aria-label={t("settings.places")} className={classes.places}>
          <ul>
            {places.map((place) => (
              <li key={place}>
                <Link to={`/w/$workspace/settings/${place}`} params={{ workspace }} className={classes.place}>
                  {t(`settings.${place}.name`)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className={classes.content}>
          <Outlet />
        </div>
      </div>
    </Page>
  );
}
