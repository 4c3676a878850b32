/** How planned visits stand, on the map: by colour and by shape, so that neither is needed alone. */
export type Standing = "waiting" | "returned" | "visited" | "conflict";

export interface StandingLook {
  colour: string;
  fill: string;
  /** A path in a box of 16 by 16. */
  path: string;
  /** What is drawn over it. */
  sign: string;
}

export const STANDINGS: Readonly<Record<Standing, StandingLook>> = {
  waiting: { colour: "#0072b2", fill: "#fff", path: "M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12z", sign: "" },
  returned: { colour: "#8a6100", fill: "#e69f00", path: "M8 .8L15.2 8L8 15.2L.8 8z", sign: "" },
  visited: {
    colour: "#00563f",
    fill: "#009e73",
    path: "M8 1.2a6.8 6.8 0 1 0 0 13.6a6.8 6.8 0 1 0 0-13.6z",
    sign: "M4.6 8.2l2.4 2.4l4.4-5",
  },
  conflict: { colour: "#7d2a5c", fill: "#cc79a7", path: "M1.6 1.6h12.8v12.8H1.6z", sign: "M8 4v5M8 11v1.6" },
};

/** The mark as a picture of its own. */
export function standingSvg(standing: Standing, size: number, isFaint = false): string {
  const { colour, fill, path, sign } = STANDINGS[standing];
  const over = sign
    ? `<path d="${sign}" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>`
    : "";
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="-2 -2 20 20" opacity="${isFaint ? 0.25 : 1}"><path d="${path}" fill="${fill}" stroke="#fff" stroke-width="4.5"/><path d="${path}" fill="${fill}" stroke="${colour}" stroke-width="2.2"/>${over}</svg>`;
}
