/** This device: whose it is, its registration, language, duty, updates; what may not be done while something is unsafe. */
import type { App, Screen } from "../app";
import { onDuty } from "../capture/duty";
import { button, h, icon } from "../dom";
import type { Registration } from "../store/device";
import { forgetWitness } from "../store/witness";
import { NotDone } from "../sync/office";
import { bytesIn } from "../telling";
import { updates } from "../updates";
import { secondCopy } from "./second_copy";
import { askSession, type Session } from "./session";

export async function device(app: App): Promise<Screen> {
  const { say } = app;
  const element = h("div", { class: "page" });
  const registered = app.device.registered;
  const watched: (() => void)[] = [];
  const session = registered && !app.copy.found.value.length ? null : await askSession();
  element.append(secondCopy(app, session));
  if (!registered) element.append(register(app, session, watched));
  else {
    const duty = h("section", { class: "card" });
    const drawDuty = () => {
      const isOn = app.work.isOnDuty;
      duty.replaceChildren(
        h("h2", {}, say("duty")),
        h("p", {}, say(isOn ? "dutyOn" : "dutyOff")),
        button(say(isOn ? "dutyEnd" : "dutyBegin"), () => void app.attempt(() => onDuty(app, !isOn)), {
          class: isOn ? "button" : "button is-main",
          icon: isOn ? "player-stop" : "walk",
          id: "duty",
        }),
      );
    };
    drawDuty();
    watched.push(app.work.changed.watch(drawDuty));
    const offset = app.device.officeOffset;
    element.append(
      h(
        "section",
        { class: "card" },
        h("h2", {}, registered.person.name),
        h("p", { class: "mute" }, [registered.person.unit, registered.person.post].filter(Boolean).join(" · ")),
        h("p", { class: "mute" }, say("registeredUntil", { day: registered.expires_on })),
        offset !== null && Math.abs(offset) > 120_000
          ? h("p", { class: "warn" }, say("clockWrong", { n: Math.round(Math.abs(offset) / 60_000) }))
          : null,
      ),
      duty,
      h(
        "section",
        { class: "card links" },
        h(
          "a",
          { href: "#/packages" },
          icon("download"),
          h("span", {}, say("packages")),
          h("small", {}, packageWords(app)),
          icon("chevron-right"),
        ),
        button(say("otherLanguage"), () => speak(app), { class: "link", icon: "language" }),
        button(
          say(updates.isWaiting ? "updateTake" : "lookForUpdate"),
          () => (updates.isWaiting ? updates.take() : void app.attempt(() => look(app))),
          {
            class: "link",
            icon: "refresh",
            id: "look-for-update",
          },
        ),
        h("a", { href: "/" }, icon("building"), h("span", {}, say("office")), icon("external-link")),
      ),
      leaving(app, watched),
    );
  }
  if (!registered)
    element.append(button(say("otherLanguage"), () => speak(app), { class: "button is-quiet", icon: "language" }));
  return {
    element,
    place: registered ? "device" : "",
    title: say(registered ? "device" : "app"),
    leave: () =>
      watched.forEach((end) => {
        end();
      }),
  };
}

async function look(app: App): Promise<void> {
  const isComing = await updates.look().catch(() => {
    throw new NotDone(navigator.onLine ? "unreachable" : "offline");
  });
  if (!updates.isWaiting) app.toast(app.say(isComing ? "updateComing" : "updateNone"));
}

function speak(app: App): void {
  const next = app.language.value === "en" ? "zh" : "en";
  localStorage.setItem("tuban-pocket-language", next);
  app.language.set(next);
}

function packageWords(app: App): string {
  const { manifest } = app.work;
  return manifest ? `${manifest.name} · ${bytesIn(manifest.bytes)}` : app.say("noPackage");
}

function register(app: App, session: Session | null, watched: (() => void)[]): HTMLElement {
  const { say } = app;
  const step = h("section", { class: "card welcome" });
  const lost = h("p", { id: "lost", role: "alert" });
  const drawLost = () => {
    lost.hidden = !app.lost;
    if (!app.lost) return;
    const { total, unsafe } = app.lost;
    const missing = Math.max(unsafe - app.copy.found.value.length, 0);
    lost.className = missing ? "warn" : "";
    lost.textContent = say(missing ? "lost" : "lostNothing", { total, unsafe: missing });
  };
  drawLost();
  watched.push(app.copy.found.watch(drawLost));
  step.append(lost);
  step.append(h("h2", {}, say("welcome")), h("p", {}, say("welcomeWhat")));
  if (!session) step.append(h("p", { class: "warn" }, say("registerNeedsLine")));
  else if (!session.person) {
    step.append(h("a", { class: "button is-main", href: session.sign_in }, icon("user"), h("span", {}, say("signIn"))));
  } else {
    const name = h("input", {
      type: "text",
      id: "device-name",
      maxlength: 60,
      value: say("deviceOf", { name: session.person }),
    });
    step.append(
      h("p", {}, say("signedInAs", { name: session.person })),
      h("label", { class: "field" }, h("span", {}, say("deviceName")), name),
      button(say("register"), () => void app.attempt(() => enrol(app, name.value, session.csrf)), {
        class: "button is-main is-large",
        icon: "fingerprint",
        id: "register",
      }),
      h("p", { class: "mute" }, say("registerWhat")),
    );
  }
  return step;
}

async function enrol(app: App, name: string, csrf: string): Promise<void> {
  const content = { name, public_key: app.device.publicKey };
  const told = await app.office.post<Registration & { server_time?: string }>("devices", content, {
    headers: { "X-CSRFToken": csrf },
  });
  await app.device.register(told);
  await app.askToKeep();
  app.go("#/packages");
}

/** Giving the device up: only where everything is safe, and in words of what it means. */
function leaving(app: App, watched: (() => void)[]): HTMLElement {
  const { say } = app;
  const card = h("section", { class: "card" });
  const draw = () => {
    const { total, safe } = app.ledger.value;
    card.replaceChildren(
      h("h2", {}, say("giveUp")),
      app.isUnsafe
        ? h(
            "p",
            { class: "warn", id: "why-not" },
            say("giveUpNot", { n: total - safe + app.copy.found.value.length }),
            " ",
            h("a", { href: "#/ledger" }, say("showThem")),
          )
        : h("p", {}, say("giveUpWhat")),
      button(say("giveUpDo"), () => void app.attempt(() => giveUp(app, card)), {
        class: "button is-danger",
        icon: "logout",
        id: "give-up",
        disabled: app.isUnsafe,
      }),
    );
  };
  draw();
  watched.push(app.ledger.watch(draw));
  return card;
}

async function giveUp(app: App, card: HTMLElement): Promise<void> {
  await app.count();
  if (app.isUnsafe) return;
  const { say } = app;
  const close = () => asked.remove();
  const asked = h(
    "dialog",
    {},
    h("p", {}, say("giveUpSure")),
    h(
      "div",
      { class: "row" },
      button(say("no"), close, { class: "button" }),
      button(
        say("giveUpDo"),
        async () => {
          await app.count();
          if (app.isUnsafe) return close();
          app.isLeaving = true;
          await app.database.delete();
          forgetWitness();
          location.assign("/pocket/");
        },
        { class: "button is-danger" },
      ),
    ),
  );
  card.append(asked);
  asked.showModal();
}
