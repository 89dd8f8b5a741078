import { Button, Group, NativeSelect, Stack } from "@mantine/core";
import { type ReactNode, useRef } from "react";
import { IconButton } from "@/ui/IconButton";
import { Plus, Trash } from "@/ui/icons";
import classes from "./Rules.module.css";
import type { Choice } from "./useChoices";

interface Props<One> {
  value: readonly One[];
  most: number;
  least?: number;
  kinds: readonly Choice[];
  kind: (one: One) => string;
  fresh: (kind: string) => One;
  fields: (one: One, write: (one: One) => void) => ReactNode;
  /** What stands beside the kind. */
  beside?: (one: One, write: (one: One) => void) => ReactNode;
  words: { what: string; add: string; name: (n: number) => string; remove: (n: number) => string };
  onChange: (value: One[]) => void;
}

let made = 0;

/** Rows of the same sort, each of a kind that says what is asked in it. */
export function RowSet<One>(props: Props<One>) {
  const { value, kinds, words, onChange } = props;
  // A row keeps its fields as it was typed in, whatever is removed before it.
  const keys = useRef<number[]>([]);
  while (keys.current.length < value.length) keys.current.push(++made);
  const write = (at: number, one: One) => onChange(value.map((old, i) => (i === at ? one : old)));
  return (
    <Stack gap="sm">
      {value.map((one, i) => (
        <fieldset key={`${keys.current[i]} ${props.kind(one)}`} className={classes.set}>
          <legend>{words.name(i + 1)}</legend>
          <Stack gap="xs">
            <Group align="end" wrap="nowrap">
              <NativeSelect
                flex={1}
                label={words.what}
                data={[...kinds]}
                value={props.kind(one)}
                onChange={(event) => write(i, props.fresh(event.currentTarget.value))}
              />
              {props.beside?.(one, (now) => write(i, now))}
              {value.length > (props.least ?? 0) && (
                <IconButton
                  label={words.remove(i + 1)}
                  onClick={() => {
                    keys.current.splice(i, 1);
                    onChange(value.filter((_, at) => at !== i));
                  }}
                >
                  <Trash />
                </IconButton>
              )}
            </Group>
            {props.fields(one, (now) => write(i, now))}
          </Stack>
        </fieldset>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<Plus />}
          disabled={value.length >= props.most}
          onClick={() => onChange([...value, props.fresh(kinds[0]?.value ?? "")])}
        >
          {words.add}
        </Button>
      </div>
    </Stack>
  );
}
