import { Button, Group, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { IconButton } from "@/ui/IconButton";
import { Plus, Trash } from "@/ui/icons";
import classes from "./Behaviour.module.css";

interface Props<One> {
  value: One[];
  most: number;
  /** What one begins as. */
  fresh: One;
  onChange: (value: One[]) => void;
  /** What each is called by its place, and what adds and removes one. */
  name: (n: number) => string;
  remove: (n: number) => string;
  add: string;
  /** What each is told by: the field beside which it is removed, and those below. */
  children: (one: One, write: (part: Partial<One>) => void) => { first: ReactNode; rest: ReactNode };
}

/** Things of one kind in their order, each in a frame of its own. */
export function Several<One>({ value, most, fresh, onChange, name, remove, add, children }: Props<One>) {
  return (
    <Stack gap="sm">
      {value.map((one, i) => {
        const { first, rest } = children(one, (part) =>
          onChange(value.map((other, at) => (at === i ? { ...other, ...part } : other))),
        );
        return (
          <fieldset
            // biome-ignore lint/suspicious/noArrayIndexKey: each is nothing but its place.
            key={i}
            className={classes.set}
          >
            <legend>{name(i + 1)}</legend>
            <Stack gap="xs">
              <Group align="end" wrap="nowrap">
                {first}
                <IconButton label={remove(i + 1)} onClick={() => onChange(value.filter((_, at) => at !== i))}>
                  <Trash />
                </IconButton>
              </Group>
              {rest}
            </Stack>
          </fieldset>
        );
      })}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<Plus />}
          disabled={value.length >= most}
          onClick={() => onChange([...value, fresh])}
        >
          {add}
        </Button>
      </div>
    </Stack>
  );
}
