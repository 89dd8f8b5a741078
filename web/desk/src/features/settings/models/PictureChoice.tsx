import { NativeSelect, Stack, Switch } from "@mantine/core";
import { useWords } from "@/lib/i18n";
import classes from "./Models.module.css";
import { type Link, type Models, sameLink } from "./models";

const said = { name: null, yes: true, no: false } as const;
type Said = keyof typeof said;

interface Props {
  on: boolean;
  chain: readonly Link[];
  stored: Models;
  onSwitch: (on: boolean) => void;
  onChain: (chain: Link[]) => void;
}

/** Whether models are shown what customers send, and which of them can see. */
export function PictureChoice({ on, chain, stored, onSwitch, onChain }: Props) {
  const { t } = useWords();
  const byName = (link: Link) =>
    stored.known[stored.chain.findIndex((one) => sameLink(one, link))]?.sees_by_name ?? null;
  const nobody = chain.every((link) => (link.sees ?? byName(link)) === false);
  return (
    <Stack gap="sm" maw="65ch">
      <Switch
        size="md"
        label={t("models.pictures.label")}
        checked={on}
        onChange={(event) => onSwitch(event.currentTarget.checked)}
      />
      {on &&
        chain.map((link, at) => {
          const guess = byName(link);
          return (
            <NativeSelect
              key={`${link.model_key_id} ${link.model}`}
              maw={360}
              label={t("models.pictures.of", { model: link.model })}
              value={link.sees === true ? "yes" : link.sees === false ? "no" : "name"}
              data={[
                {
                  value: "name",
                  label: t(
                    guess === null
                      ? "models.pictures.byNew"
                      : guess
                        ? "models.pictures.byYes"
                        : "models.pictures.byNo",
                  ),
                },
                { value: "yes", label: t("models.pictures.yes") },
                { value: "no", label: t("models.pictures.no") },
              ]}
              onChange={(event) => {
                const sees = said[event.currentTarget.value as Said];
                onChain(chain.map((one, place) => (place === at ? { ...one, sees } : one)));
              }}
            />
          );
        })}
      {on && nobody && <p className={classes.warning}>{t("models.pictures.none")}</p>}
    </Stack>
  );
}
