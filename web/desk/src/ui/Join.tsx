import { icon } from "./icons";

export const Join = icon(<path d="M3 3.500l5 4.500v5M13 3.500L8 8M5.8 10.800L8 13l2.200-2.200" />);
