// The drawer: everything about the chosen patch, beside the list, which keeps its place.
const drawer = (() => {
  const panel = document.getElementById("drawer");
  const work = document.getElementById("work");
  let now = null;

  const section = (title, ...children) => element("section", {}, element("h3", {}, title), ...children);
  const severities = [["error", words.error], ["warning", words.warning], ["note", words.note]];

  function bar(patch) {
    const place = shown.indexOf(patch);
    const button = (label, name, run, off = false) => {
      const made = element("button", { type: "button", class: "plain", "data-do": name, disabled: off }, label);
      made.addEventListener("click", run);
      return made;
    };
    return element("div", { class: "drawer-bar" },
      element("span", { class: "place" }, place >= 0 ? `${place + 1} / ${shown.length}` : ""),
      button(words.previous, "previous", () => list.step(-1), place <= 0),
      button(words.next, "next", () => list.step(1), place < 0 || place >= shown.length - 1),
      button(words.locate, "locate", () => map.goTo(patch), !patch.box),
      button(words.close, "close", close));
  }

  function proposal(patch) {
    const made = element("div", { class: "proposal" }, markOf(patch.finding),
      element("span", {}, `${patch.taken ? words.found : words.proposal}：`, element("strong", {}, [patch.finding.text, patch.violation].filter(Boolean).join(" · "))),
      patch.taken ? "" : element("small", {}, words.proposal_note));
    made.style.setProperty("--c", patch.finding.colour);
    return made;
  }

  function figures(patch) {
    const one = (title, value, more = "") => element("div", {}, element("dt", {}, title),
      element("dd", {}, value === null ? "—" : `${mu(value)} `, value === null ? "" : element("small", {}, words.mu)), more && element("small", {}, more));
    return element("dl", { class: "figures" }, one(words.area_monitored, patch.monitored),
      one(words.area_extent, patch.extent, patch.extentM2 === null ? "" : `${patch.extentM2.toFixed(2)} ㎡`), one(words.area_counted, patch.counted));
  }

  function bars(patch) {
    const made = element("div", { class: "bars" });
    for (const [title, area] of patch.overlays) {
      const track = element("i", { "aria-hidden": "true" });
      const known = area !== null;
      if (known && patch.extent) {
        const filled = element("b");
        filled.style.width = `${Math.min(100, (area / patch.extent) * 100)}%`;
        if (area > 0) track.append(filled);
      }
      made.append(element("div", { class: known ? null : "absent" }, element("span", {}, title), track, element("span", {}, known ? mu(area) : words.not_compared)));
    }
    return made;
  }

  function picture([path, day], title) {
    const caption = element("figcaption", {}, [title, day].filter(Boolean).join(" "));
    const gone = (why) => element("div", { class: "gone" }, why);
    if (!path) return element("figure", {}, gone(words.no_image), caption);
    const image = element("img", { src: path, alt: [title, day].filter(Boolean).join(" "), loading: "lazy" });
    image.addEventListener("error", () => image.replaceWith(gone(words.broken_image)), { once: true });
    return element("figure", {}, image, caption);
  }

  function reasons(patch) {
    return element("ol", {}, ...patch.reasons.map(([step, ...details]) => {
      const [, title, rest] = step.match(/^(【[^】]*】)?(.*)$/s);
      const more = details.length ? element("details", {}, element("summary", {}, words.details), ...details.map((detail) => element("p", {}, detail))) : "";
      return element("li", {}, title ? element("b", {}, title) : "", rest, more);
    }));
  }

  function lacks(patch) {
    return element("ul", { class: "lacks" }, ...patch.missing.map(([title, why, settled]) =>
      element("li", {}, element("b", {}, title), why ? element("span", {}, ` ${why}`) : "", settled ? element("p", {}, `${words.settled_by}：${settled}`) : "")));
  }

  function ills(patch) {
    if (!patch.problems.length) return element("p", { class: "mute" }, words.no_problems);
    return element("ul", { class: "ills" }, ...patch.problems.map((problem) =>
      element("li", {}, element("b", { class: `sev ${severities[problem.severity][0]}` }, severities[problem.severity][1]),
        element("span", { class: "code" }, problem.rule), problem.message, problem.settled ? element("p", {}, `${words.settled_by}：${problem.settled}`) : "")));
  }

  function links(patch) {
    if (!patch.links.length) return "";
    return element("ul", { class: "cards-list", "aria-label": words.cards }, ...patch.links.map(([title, href]) => element("li", {}, element("a", { href }, title))));
  }

  function body(patch) {
    const where = [patch.townshipName, patch.village, patch.user].filter(Boolean).join(" · ");
    const title = element("h2", { id: "drawer-title", tabindex: "-1" },
      patch.inconsistent ? element("span", { class: "odd", title: words.inconsistent }, words.mark) : "", patch.number,
      patch.part ? element("span", { class: "chip" }, `${words.part} ${patch.part}`) : "");
    const about = [patch.list && `${patch.list[1]}${patch.list[2] ? ` ${patch.list[2]}` : ""}`, patch.prejudgement && patch.prejudgement[1], patch.inconsistent && words.inconsistent].filter(Boolean);
    const facts = patch.particulars.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]);
    return element("div", { class: "drawer-body" }, title, where ? element("p", { class: "where" }, where) : "", element("p", { class: "mute" }, about.join(" · ")), proposal(patch), links(patch),
      element("section", {}, figures(patch)),
      patch.overlays.length ? section(words.overlay, bars(patch)) : "",
      patch.chips ? section(words.images, element("div", { class: "chips" }, picture(patch.chips[0], words.before), picture(patch.chips[1], words.after))) : "",
      patch.missing.length ? section(words.missing, lacks(patch)) : "",
      section(words.reasons, patch.reasons.length ? reasons(patch) : element("p", { class: "mute" }, words.no_reasons)),
      section(words.problems, ills(patch)),
      facts.length ? section(words.go_sources, element("dl", { class: "pairs" }, ...facts)) : "");
  }

  function close() {
    change({ patch: "", part: "" });
    list.focus();
  }

  function show() {
    const patch = chosen();
    work.classList.toggle("open", patch !== null);
    panel.hidden = patch === null;
    if (patch === null) panel.replaceChildren();
    else {
      const held = panel.contains(document.activeElement) ? document.activeElement.dataset.do : null;
      const kept = patch === now ? panel.querySelector(".drawer-body")?.scrollTop : 0;
      panel.replaceChildren(bar(patch), body(patch));
      panel.querySelector(".drawer-body").scrollTop = kept || 0;
      if (held) (panel.querySelector(`[data-do="${held}"]:not(:disabled)`) || panel.querySelector('[data-do="close"]')).focus();
      if (patch !== now) document.getElementById("said").textContent = `${words.selected} ${patch.number} ${patch.part}，${patch.taken ? words.found : words.proposal} ${patch.finding.text} ${patch.violation}`;
    }
    now = patch;
  }

  return { show, close, isSheet: () => getComputedStyle(panel).position === "fixed", focus: () => panel.querySelector('[data-do="close"]')?.focus() };
})();
