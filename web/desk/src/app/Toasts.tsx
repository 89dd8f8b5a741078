import "@mantine/notifications/styles.layer.css";
import { Notifications } from "@mantine/notifications";
import classes from "./Toasts.module.css";

export default function Toasts() {
  return (
    <Notifications position="top-right" containerWidth={380} classNames={{ root: classes.root ?? "" }} />
  );
}
