/** The pocket app 外业随身: opens what the device keeps, then draws. */
import "../shared/tokens.css";
import "./pocket.css";
import { App } from "./app";
import { keepTrack } from "./capture/duty";
import { button, h, useSprite } from "./dom";
import { Frame } from "./frame";
import { PocketDatabase } from "./store/database";
import { OwnFiles } from "./store/own_files";
import { diskOf, Reserve } from "./store/reserve";
import { SecondCopy } from "./store/second_copy";
import { updates } from "./updates";
import { languageOf, sayIn } from "./words";

function ownFiles(): OwnFiles | null {
  if (!navigator.storage?.getDirectory) return null;
  return new OwnFiles(new Worker("/pocket/files.js"));
}

async function start(root: HTMLElement): Promise<void> {
  useSprite(root.dataset.sprite ?? "");
  const files = ownFiles();
  const database = new PocketDatabase("tuban-pocket", new Reserve(files && diskOf(files)));
  const app = await App.open(database, new SecondCopy(database, files));
  new Frame(app, root).start();
  keepTrack(app);
  app.keeping.start();
  navigator.serviceWorker?.addEventListener("message", () => app.countSoon()); // the worker sent something
  await updates.start(
    () => !app.isUnsafe,
    () =>
      app.toast(app.say(app.isUnsafe ? "updateUnsafe" : "updateWaits"), "plain", {
        label: app.say("updateTake"),
        deed: () => updates.take(),
      }),
  );
}

const root = document.querySelector<HTMLElement>("#app");
if (root) {
  const language = languageOf(document.documentElement.lang);
  const fail = (words: string) =>
    root.replaceChildren(
      h(
        "div",
        { class: "page" },
        h("p", { class: "warn" }, words),
        button(sayIn(language, "again", {}), () => location.reload()),
      ),
    );
  if (!window.isSecureContext || !crypto.subtle || !("indexedDB" in window)) fail(sayIn(language, "notSecure", {}));
  else start(root).catch((error: Error) => fail(sayIn(language, "notOpened", { what: error.message })));
}
