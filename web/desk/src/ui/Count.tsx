import { TextInput, type TextInputProps } from "@mantine/core";

interface Props extends Omit<TextInputProps, "value" | "onChange" | "type"> {
  value: number | null;
  min: number;
  max: number;
  /** Null where nothing is written; what is out of bounds is not told. */
  onCount: (count: number | null) => void;
}

/** A whole number within bounds: the browser's own field, for Mantine's brings 20 kB. */
export function Count({ value, onCount, ...rest }: Props) {
  return (
    <TextInput
      {...rest}
      type="number"
      step={1}
      inputMode="numeric"
      defaultValue={value ?? ""}
      onChange={({ currentTarget: field }) => {
        if (field.value === "" && !field.validity.badInput) onCount(null);
        else if (field.validity.valid) onCount(field.valueAsNumber);
      }}
    />
  );
}
