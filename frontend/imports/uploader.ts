/** Uploads a disc by the tus protocol: what was sent stays sent, whatever happens to the line, this window or the server.
 *
 * The server knows which files a disc has and how much of each is here; this asks, sends the rest, and asks for the check
 * once all of it is there. Words come from the page (`data-say-…`).
 */
import { type DetailedError, Upload } from "tus-js-client";
import { csrfToken } from "../desk/csrf";
import { type Chosen, chosenOf, droppedOf, nameOf } from "./choosing";
import { Pace, sizeInWords } from "./pace";

const PORTION = 16 << 20;
const AT_ONCE = 3;
const PATIENCE = [0, 1_000, 3_000, 5_000, 10_000, ...Array<number>(720).fill(20_000)];
const WAITS_FOR = new Set([0, 409, 423, 460]);

interface AnnouncedFile {
  path: string;
  size: number;
  modified: number;
  offset: number;
  url: string;
}

export interface Arrival {
  id: string;
  name: string;
  size: number;
  upload: string;
  endpoint: string;
  state: string;
  finish: string;
  drop: string;
  version: number;
  files: AnnouncedFile[];
}

export function uploadDiscs(page: Document): void {
  const place = page.querySelector<HTMLElement>("[data-uploader]");
  if (place) new Uploader(page, place).begin();
}

/** The files chosen for an upload that was begun before, in the order of what was announced; else what is wrong. */
export function matched(arrival: Pick<Arrival, "files">, chosen: readonly Chosen[]): Chosen[] | Mismatch {
  const byPath = new Map(chosen.map((one) => [one.path.normalize("NFC"), one]));
  const found: Chosen[] = [];
  const missing: string[] = [];
  for (const file of arrival.files) {
    const alone = arrival.files.length === 1 ? chosen.find((one) => one.file.name === file.path) : undefined;
    const one = byPath.get(file.path) ?? alone;
    if (!one || one.file.size !== file.size) missing.push(file.path);
    else if (file.offset > 0 && file.offset < file.size && one.file.lastModified !== file.modified)
      return { changed: file.path };
    else found.push({ path: file.path, file: one.file });
  }
  return missing.length ? { missing } : found;
}

export type Mismatch = { missing: string[] } | { changed: string };

class Uploader {
  private arrival: Arrival | null;
  private files: Chosen[] = [];
  private readonly running = new Map<string, Upload>();
  private readonly sent = new Map<string, number>();
  private readonly pace = new Pace();
  private isPaused = false;
  private next = 0;

  constructor(
    private readonly page: Document,
    private readonly place: HTMLElement,
  ) {
    const told = page.getElementById("upload-state")?.textContent;
    this.arrival = told ? (JSON.parse(told) as Arrival) : null;
  }

  begin(): void {
    for (const input of this.place.querySelectorAll<HTMLInputElement>("input[data-choose]")) {
      input.addEventListener("change", () => {
        if (input.files?.length) void this.take(chosenOf(input.files));
        input.value = "";
      });
    }
    const zone = this.part("drop-zone");
    for (const kind of ["dragenter", "dragover"]) {
      zone.addEventListener(kind, (event) => {
        event.preventDefault();
        zone.classList.add("is-over");
      });
    }
    zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("is-over");
      if (event.dataTransfer) void droppedOf(event.dataTransfer.items).then((chosen) => this.take(chosen));
    });
    this.part("upload-pause").addEventListener("click", () => void this.pause());
    this.part("upload-resume").addEventListener("click", () => void this.goOn());
    this.page.defaultView?.addEventListener("beforeunload", (event) => {
      if (this.running.size && !this.isPaused) event.preventDefault();
    });
  }

  private async take(chosen: Chosen[]): Promise<void> {
    this.refuse("");
    if (!chosen.length) return;
    if (this.arrival) {
      const answer = await this.ask(this.arrival.state);
      if (!answer) return;
      this.arrival = answer;
      const found = matched(this.arrival, chosen);
      if (!Array.isArray(found)) {
        this.refuse(
          "changed" in found
            ? this.say("changed", { name: found.changed })
            : this.say("missing", { names: found.missing.slice(0, 3).join("、") }),
        );
        return;
      }
      this.files = found;
    } else {
      const begun = await this.ask(this.place.dataset.begin ?? "", {
        name: nameOf(chosen),
        files: chosen.map(({ path, file }) => ({ path, size: file.size, modified: file.lastModified })),
      });
      if (!begun) return;
      this.arrival = begun;
      this.files = begun.files.map((file, place) => ({ path: file.path, file: (chosen[place] as Chosen).file }));
      history.replaceState(null, "", begun.upload); // what is loaded again goes on with this upload
    }
    this.show();
    this.sendAll();
  }

  private show(): void {
    const arrival = this.arrival as Arrival;
    this.part("drop-zone").hidden = true;
    this.part("uploading").hidden = false;
    this.part("upload-name").textContent = arrival.name;
    const drop = this.part("upload-drop") as HTMLFormElement;
    drop.action = arrival.drop;
    (drop.elements.namedItem("version") as HTMLInputElement).value = String(arrival.version);
    for (const file of arrival.files) this.sent.set(file.path, file.offset);
    this.tell(this.say("beginning", {}));
  }

  private sendAll(): void {
    this.isPaused = false;
    this.next = 0;
    this.pace.forget();
    this.switchButtons();
    for (let lane = 0; lane < AT_ONCE; lane += 1) this.sendNext();
    if (!this.running.size) void this.finish();
  }

  private sendNext(): void {
    const arrival = this.arrival as Arrival;
    while (!this.isPaused && this.next < this.files.length) {
      const one = this.files[this.next] as Chosen;
      this.next += 1;
      const file = arrival.files.find((each) => each.path === one.path);
      if (!file || (file.url && (this.sent.get(one.path) ?? 0) >= file.size)) continue;
      this.send(one, file);
      return;
    }
  }

  private send(one: Chosen, file: AnnouncedFile): void {
    const arrival = this.arrival as Arrival;
    const upload = new Upload(one.file, {
      endpoint: arrival.endpoint,
      uploadUrl: file.url || null,
      chunkSize: PORTION,
      retryDelays: PATIENCE,
      headers: { "X-CSRFToken": csrfToken(this.page) },
      metadata: { path: one.path, filename: one.file.name },
      fingerprint: async () => ["tuban", arrival.id, one.path, one.file.size, one.file.lastModified].join("-"),
      removeFingerprintOnSuccess: true,
      onUploadUrlAvailable: () => {
        file.url = upload.url ?? "";
      },
      onShouldRetry: (error) => {
        const status = statusOf(error);
        const isWorthIt = WAITS_FOR.has(status) || status >= 500;
        if (isWorthIt) this.tell(this.say("waiting", {}));
        return isWorthIt;
      },
      onProgress: (sent) => {
        this.sent.set(one.path, sent);
        this.tellProgress();
      },
      onSuccess: () => {
        this.running.delete(one.path);
        this.sent.set(one.path, file.size);
        this.tellProgress();
        this.sendNext();
        if (!this.running.size && !this.isPaused) void this.finish();
      },
      onError: (error) => {
        this.running.delete(one.path);
        const answer = (error as Partial<DetailedError>).originalResponse;
        const isSignedOut = statusOf(error) === 401;
        this.refuse(isSignedOut ? this.say("signedOut", {}) : answer?.getBody() || String(error.message));
        void this.pause();
      },
    });
    this.running.set(one.path, upload);
    upload.start();
  }

  private async pause(): Promise<void> {
    this.isPaused = true;
    const stopping = [...this.running.values()].map((upload) => upload.abort());
    this.running.clear();
    this.switchButtons();
    this.tell(this.say("paused", this.amounts()));
    await Promise.allSettled(stopping);
  }

  private async goOn(): Promise<void> {
    this.refuse("");
    const answer = await this.ask((this.arrival as Arrival).state);
    if (!answer) return;
    this.arrival = answer;
    for (const file of answer.files) this.sent.set(file.path, file.offset);
    this.sendAll();
  }

  private async finish(): Promise<void> {
    const arrival = this.arrival as Arrival;
    this.tell(this.say("finishing", {}));
    const answer = await this.request<{ page: string }>(arrival.finish, {});
    if (answer) this.page.defaultView?.location.assign(answer.page);
    else this.switchButtons(true);
  }

  private async ask(url: string, body?: unknown): Promise<Arrival | null> {
    return this.request<Arrival>(url, body);
  }

  private async request<Answer>(url: string, body?: unknown): Promise<Answer | null> {
    try {
      const response = await fetch(url, {
        method: body === undefined ? "GET" : "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken(this.page) },
        body: body === undefined ? null : JSON.stringify(body),
      });
      if (response.redirected) this.refuse(this.say("signedOut", {}));
      else if (response.ok) return (await response.json()) as Answer;
      else this.refuse(await sentenceOf(response));
    } catch {
      this.refuse(this.page.body.dataset.sayOffline ?? "");
    }
    return null;
  }

  private amounts(): Record<string, string> {
    const sent = [...this.sent.values()].reduce((all, one) => all + one, 0);
    return { done: sizeInWords(sent), total: sizeInWords((this.arrival as Arrival).size) };
  }

  private tellProgress(): void {
    if (this.isPaused) return;
    const arrival = this.arrival as Arrival;
    const sent = [...this.sent.values()].reduce((all, one) => all + one, 0);
    this.pace.note(performance.now(), sent);
    const { rate } = this.pace;
    const left = rate ? this.time((arrival.size - sent) / rate) : "…";
    (this.part("upload-progress") as HTMLProgressElement).value = Math.floor((1000 * sent) / arrival.size);
    this.part("upload-percent").textContent = `${Math.floor((100 * sent) / arrival.size)} %`;
    this.tell(this.say("rate", { ...this.amounts(), rate: sizeInWords(rate), left }));
  }

  private time(seconds: number): string {
    if (seconds < 90) return this.say("seconds", { n: String(Math.ceil(seconds)) });
    if (seconds < 5400) return this.say("minutes", { n: String(Math.round(seconds / 60)) });
    return this.say("hours", { n: (seconds / 3600).toFixed(1) });
  }

  private switchButtons(isStuck = this.isPaused): void {
    this.part("upload-pause").hidden = isStuck;
    this.part("upload-resume").hidden = !isStuck;
    this.part("upload-drop").hidden = !isStuck;
  }

  private tell(text: string): void {
    this.part("upload-line").textContent = text;
  }

  private refuse(text: string): void {
    const notice = this.part("upload-refusal");
    notice.hidden = !text;
    const words = notice.querySelector("b");
    if (words) words.textContent = text;
  }

  private say(name: string, blanks: Record<string, string>): string {
    const said = this.place.dataset[`say${name[0]?.toUpperCase()}${name.slice(1)}`] ?? "";
    return said.replace(/\{(\w+)\}/g, (_all, key: string) => blanks[key] ?? "");
  }

  private part(name: string): HTMLElement {
    return this.place.querySelector(`[data-${name}]`) as HTMLElement;
  }
}

function statusOf(error: Error | DetailedError): number {
  return (error as Partial<DetailedError>).originalResponse?.getStatus() ?? 0;
}

async function sentenceOf(response: Response): Promise<string> {
  try {
    const body = (await response.json()) as { message?: string };
    return body.message ?? `${response.status}`;
  } catch {
    return `${response.status}`;
  }
}
