import type { ReactNode, SVGProps } from "react";

/** Our own few icons: 16 px grid, 1.5 px line, the colour of the text around them. Never alone without a name. */
export function icon(paths: ReactNode) {
  return function Icon({ size = 16, ...props }: SVGProps<SVGSVGElement> & { size?: number }) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth={1.5}
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
        {...props}
      >
        {paths}
      </svg>
    );
  };
}

export const Inbox = icon(
  <path d="M2.5 9.5 4.4 3.6a1 1 0 0 1 1-.7h5.2a1 1 0 0 1 1 .7l1.9 5.9v2.6a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1zm0 0h3.2l.8 1.6h3l.8-1.6h3.2" />,
);
export const Bell = icon(
  <path d="M8 2.500a3.700 3.700 0 0 1 3.700 3.700c0 3.300 1.500 4.500 1.500 4.500H2.800s1.500-1.200 1.500-4.500A3.700 3.700 0 0 1 8 2.500M6.700 13a1.400 1.400 0 0 0 2.600 0" />,
);
export const Book = icon(
  <path d="M8 4.2C6.8 3.2 5 3 2.5 3v9.3c2.5 0 4.3.2 5.5 1.2 1.2-1 3-1.2 5.5-1.200V3C11 3 9.2 3.2 8 4.200zm0 0v9.3" />,
);
export const Sliders = icon(
  <path d="M2.5 4.500h6m3.5 0h1.500m-11 7h1.500m3.5 0h6M10.2 2.900v3.200M5.8 9.900v3.2" />,
);
export const Face = icon(
  <>
    <circle cx="8" cy="5.6" r="2.6" />
    <path d="M2.9 13.500c.6-2.6 2.6-4 5.1-4s4.5 1.4 5.1 4" />
  </>,
);
export const Frown = icon(
  <>
    <circle cx="8" cy="8" r="5.6" />
    <path d="M5.600 10.800c.6-1 1.400-1.500 2.400-1.500s1.800.5 2.400 1.500M5.800 6.600v.1m4.400-.1v.1" />
  </>,
);
export const Search = icon(
  <>
    <circle cx="7" cy="7" r="4.3" />
    <path d="m10.3 10.3 3.2 3.2" />
  </>,
);
export const Plus = icon(<path d="M8 3v10M3 8h10" />);
export const Tag = icon(<path d="M2.8 2.800h5l5.600 5.600-5 5-5.600-5.600zM5.500 5.500v.1" />);
export const Ticket = icon(
  <path d="M2.5 4h11v2.500a1.500 1.500 0 0 0 0 3V12h-11V9.500a1.500 1.500 0 0 0 0-3zM10 4v8" />,
);
export const Dot = icon(<circle cx="8" cy="8" r="3.5" fill="currentColor" stroke="none" />);
export const Check = icon(<path d="m3 8.5 3.2 3.200L13 4.8" />);
export const Close = icon(<path d="m4 4 8 8m0-8-8 8" />);
export const Back = icon(<path d="M9.8 3.5 5.3 8l4.5 4.5" />);
export const Forward = icon(<path d="M6.2 3.5 10.7 8l-4.5 4.5" />);
export const Down = icon(<path d="m4 6.3 4 4 4-4" />);
export const Up = icon(<path d="m4 9.7 4-4 4 4" />);
export const UpDown = icon(<path d="m5 6 3-3 3 3M5 10l3 3 3-3" />);
export const More = icon(
  <>
    <circle cx="3.5" cy="8" r=".6" fill="currentColor" />
    <circle cx="8" cy="8" r=".6" fill="currentColor" />
    <circle cx="12.5" cy="8" r=".6" fill="currentColor" />
  </>,
);
export const Send = icon(<path d="M13.5 2.5 7.2 8.800m6.3-6.3-4.2 11-2.1-4.7-4.7-2.100z" />);
export const NoteIcon = icon(<path d="M3 3h10v6.500L9.5 13H3zm10 6.500H9.500V13M5.5 6h5M5.5 8.500h2.5" />);
export const Play = icon(<path d="M5 3.2v9.6l7.6-4.8z" />);
export const Bolt = icon(<path d="M8.8 2 3.5 9h4l-.4 5L12.5 7h-4z" />);
export const Spark = icon(<path d="M8 2.2 9.5 6.5 13.8 8 9.5 9.5 8 13.8 6.5 9.5 2.2 8l4.3-1.500z" />);
export const Clock = icon(
  <>
    <circle cx="8" cy="8" r="5.6" />
    <path d="M8 4.800V8l2.2 1.5" />
  </>,
);
export const Mail = icon(<path d="M2.500 4h11v8.500h-11zM2.500 4.500 8 8.800l5.500-4.300" />);
export const Alert = icon(<path d="M8 2.5 14 13H2zM8 6.700v2.800m0 1.700v.1" />);
export const Offline = icon(
  <path d="M2 2l12 12M3.2 7.400a7 7 0 0 1 2-1.300m3.3-.6a7 7 0 0 1 4.3 1.900M5.5 9.800a3.7 3.7 0 0 1 1.8-1M8 12.600v.1" />,
);
export const Hand = icon(
  <path d="M3 9.500h2.500l2 2h3.300a1.2 1.2 0 0 0 0-2.400H8.500M3 12.800h2l1 .7h4.500l3-3M8 6.500V2.500m0 4L6.3 4.800M8 6.500l1.7-1.7" />,
);
export const Swap = icon(<path d="M3 5.500h9.500L10 3m3 7.500H3.500L6 13" />);
export const Panel = icon(<path d="M2.5 3h11v10h-11zM10 3v10" />);
export const LinkOut = icon(<path d="M6.5 3.500h-3v9h9v-3M9 3h4v4m0-4L7.5 8.5" />);
export const Retry = icon(<path d="M13 8a5 5 0 1 1-1.5-3.600M13 2.500V5h-2.5" />);
export const Keyboard = icon(
  <path d="M1.8 4h12.400v8H1.800zM4 6.500h.1m2.5 0h.1m2.5 0h.1m2.5 0h.1M4.5 9.500h7" />,
);
export const Exit = icon(<path d="M6.5 13.500h-3v-11h3M10 5l3 3-3 3m3-3H6.5" />);
export const Sun = icon(
  <>
    <circle cx="8" cy="8" r="2.8" />
    <path d="M8 1.800v1.200m0 10v1.200M1.8 8H3m10 0h1.200M3.6 3.600l.9.9m7 7 .9.9m0-8.8-.9.9m-7 7-.9.9" />
  </>,
);
export const Trash = icon(<path d="M2.8 4.300h10.400M6.3 4V2.700h3.400V4M4.2 4.500l.6 8.800h6.400l.6-8.8" />);
export const At = icon(
  <>
    <circle cx="8" cy="8" r="2.4" />
    <path d="M10.4 5.600v3.200a1.600 1.600 0 0 0 3.200 0V8a5.600 5.600 0 1 0-2.200 4.450" />
  </>,
);
export const Pencil = icon(<path d="m3 13 .6-2.8 7-7 2.2 2.2-7 7zM9.3 4.500l2.2 2.2" />);
export const Upload = icon(<path d="M8 10V3m0 0L5.3 5.700M8 3l2.7 2.700M3 10.500V13h10v-2.5" />);
export const Copy = icon(<path d="M5.5 5.500h7.500V13H5.500zM3 10.500V3h7.5" />);
export const Eye = icon(
  <>
    <path d="M1.8 8c1.5-2.8 3.6-4.2 6.2-4.200S12.7 5.2 14.2 8c-1.5 2.8-3.6 4.2-6.2 4.200S3.3 10.8 1.8 8z" />
    <circle cx="8" cy="8" r="1.9" />
  </>,
);
export const Clip = icon(
  <path d="m12.6 7.3-4.9 4.9a3 3 0 0 1-4.3-4.3l5-5a2 2 0 0 1 2.9 2.9l-4.9 4.9a1 1 0 0 1-1.5-1.4l4.5-4.5" />,
);
export const FileIcon = icon(
  <path d="M9 2.5H4.5a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1h7a1 1 0 0 0 1-1V6zm0 0V6h3.5" />,
);
