/** The page of the map, put together: one state, and parts that each show their share of it. */
import type { Measure } from "./address";
import { type MapContent, readContent } from "./content";
import { one, tell } from "./elements";
import { FilterForm } from "./filter";
import { addGraticule } from "./graticule";
import { Ground } from "./ground";
import { Imagery } from "./imagery";
import { answerMapKeys } from "./keyboard";
import { Legend } from "./legend";
import { PatchList } from "./list";
import { Marks } from "./marks";
import { Measuring } from "./measuring";
import { Panel } from "./panel";
import { Patches } from "./patches";
import { addPin } from "./pin";
import { keepPinLink } from "./pin_link";
import { Pointer } from "./pointer";
import { keepPrintLink } from "./print_link";
import { Readiness } from "./readiness";
import { ReferenceLayers } from "./reference_layers";
import { Selection } from "./selection";
import { MapState } from "./state";
import { Swipe } from "./swipe";
import { Toolbar } from "./toolbar";

export function beginMap(page: Document): void {
  const content = readContent(page);
  if (content) putTogether(page, content);
}

function putTogether(page: Document, content: MapContent): void {
  let isFirst = true;
  const state = new MapState(window, (read) => {
    const patch = isFirst && !content.chosen ? "" : read.patch; // none of theirs, or none at all
    isFirst = false;
    return { ...read, patch, campaign: content.campaign };
  });
  // The ground comes first: the others ask it which window is seen.
  const ground = new Ground(page, content, state);
  const { map } = ground;
  const imagery = new Imagery(map, content.images, state);
  const layers = new ReferenceLayers(map, content.layers, state);
  const marks = new Marks(content.marks);
  const patches = new Patches(map, marks, content.addresses.patchTiles, content.version, state);
  addGraticule(map, state);
  addPin(map, state);
  const measuring = new Measuring(map, content.addresses.measure, content.words, state, (text) => {
    tell(page, "#map-measure", text);
    for (const kind of ["length", "area"] as const) toolbar.press(kind, measuring.active === kind);
  });
  const legend = new Legend(page, content, state);
  const list: PatchList = new PatchList(page, content, marks, state, {
    box: () => ground.box,
    point: (uuid) => selection.point(uuid),
    open: (uuid, extent) => selection.open(uuid, extent),
    counted: (counts, version) => {
      legend.count(counts);
      patches.renew(version);
    },
  });
  const selection = new Selection(page, content, ground, patches, measuring, state, () => list);
  const swipe = new Swipe(page, imagery, content.words, state);
  const filter = new FilterForm(page, state);
  new Pointer(page, map, content);
  new Panel(page, content, imagery, state, {
    showBase: (base) => state.change({ base, swipe: null }),
    showLayer: (id, share) => layers.set(id, share),
  });
  new Readiness(page, content, imagery, state, (id) => {
    layers.arrived(id);
    imagery.arrived(id);
  });
  keepPrintLink(page, content, state, ground, imagery);
  keepPinLink(page, state);

  const measure = (kind: Measure) => () => measuring.toggle(kind);
  const toolbar: Toolbar = new Toolbar(
    page,
    {
      nearer: () => ground.zoomBy(1),
      farther: () => ground.zoomBy(-1),
      all: () => ground.all(),
      go: (control) => ground.goTo((control.dataset.extent ?? "").split(",").map(Number)),
      next: () => list.step(1),
      previous: () => list.step(-1),
      filter: () => filter.focus(),
      clear: () => filter.clear(),
      list: () => one(page, "#map-page").classList.toggle("has-list-hidden"),
      layers: () => toolbar.togglePanel(),
      swipe: () => swipe.toggle(),
      grid: () => state.change({ grid: !state.now.grid }),
      length: measure("length"),
      area: measure("area"),
    },
    state,
  );
  answerMapKeys(page, {
    pan: (step) => ground.pan(step),
    act: (deed) => toolbar.act(deed),
    middle: () => (measuring.active ? measuring.add(ground.view.getCenter() ?? []) : selection.openMiddle()),
    takeBack: () => measuring.takeBack(),
    leave: () => measuring.leave() || toolbar.closePanel(),
    flicker: (isHeld) => swipe.hold(isHeld),
  });
  state.watch((_now, _was, why) => {
    if (why === "deed") page.querySelector(".map-notice")?.remove(); // it was read
  });
  state.begin();
}
