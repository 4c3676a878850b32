/** How groups are told apart: by colour, shape and dash together, so that no one of them is needed alone. */
export interface Look {
  colour: string;
  dash: number[];
  /** A path in a box of 16 by 16. */
  path: string;
}

const LOOKS: Look[] = [
  { colour: "#0072b2", dash: [], path: "M8 1.2a6.8 6.8 0 1 0 0 13.6a6.8 6.8 0 1 0 0-13.6z" },
  { colour: "#c24e00", dash: [12, 5], path: "M2 2h12v12H2z" },
  { colour: "#00795a", dash: [2, 5], path: "M8 .8L15.4 14H.6z" },
  { colour: "#a8457f", dash: [12, 4, 2, 4], path: "M8 .4L15.6 8L8 15.6L.4 8z" },
  { colour: "#8a6100", dash: [7, 4], path: "M4.5 1.5h7L15.2 8l-3.7 6.5h-7L.8 8z" },
  { colour: "#332288", dash: [2, 3, 9, 3], path: "M.6 2.2h14.8L8 15.2z" },
  { colour: "#882255", dash: [16, 4, 4, 4], path: "M8 .6l7.3 5.3l-2.8 8.7H3.5L.7 5.9z" },
  { colour: "#3d5a6c", dash: [4, 8], path: "M5 1h6v4h4v6h-4v4H5v-4H1V5h4z" },
];

export function lookOf(team: number): Look {
  return LOOKS[(Math.max(team, 1) - 1) % LOOKS.length] as Look;
}

export function markOf(team: number, className = "route-mark"): SVGSVGElement {
  const look = lookOf(team);
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "-1 -1 18 18");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", look.path);
  path.setAttribute("fill", look.colour);
  svg.append(path);
  return svg;
}

export function kilometres(metres: number): string {
  return (metres / 1000).toFixed(1);
}

export function hours(seconds: number): string {
  const minutes = Math.round(Math.abs(seconds) / 60);
  return `${seconds < 0 ? "−" : ""}${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

/** A difference with its sign; nothing where there is none. */
export function signed(text: string, value: number): string {
  return value > 0 ? `+${text}` : text.replace("-", "−");
}

export function filled(words: string, values: Record<string, string | number>): string {
  return words.replace(/\{(\w+)\}/g, (_whole, name: string) => String(values[name] ?? ""));
}
