/** New versions of the app: taken at a start where nothing is unsafe, else when the person agrees. */
class Updates {
  private registration: ServiceWorkerRegistration | null = null;
  private offered: (() => void) | null = null;

  /** Install the worker. `mayTake` says whether a version that waits may be taken at once; `offer` asks the person. */
  async start(mayTake: () => boolean, offer: () => void): Promise<void> {
    if (!("serviceWorker" in navigator)) return;
    this.offered = offer;
    let had = navigator.serviceWorker.controller !== null;
    navigator.serviceWorker.addEventListener("controllerchange", () => {
      if (had) location.reload();
      had = true;
    });
    const registration = await navigator.serviceWorker.register("/pocket/worker.js", {
      scope: "/pocket/",
      updateViaCache: "none",
    });
    this.registration = registration;
    if (registration.waiting && had) mayTake() ? this.take() : offer();
    const awaited = () => {
      const coming = registration.installing;
      coming?.addEventListener("statechange", () => {
        if (coming.state === "installed" && navigator.serviceWorker.controller) offer();
      });
    };
    awaited(); // one may be coming already: the browser looked when the page was opened
    registration.addEventListener("updatefound", awaited);
  }

  /** Ask the office for a newer version; whether one is here or comes. */
  async look(): Promise<boolean> {
    await this.registration?.update();
    const { installing, waiting } = this.registration ?? {};
    if (waiting) this.offered?.();
    return Boolean(installing ?? waiting);
  }

  /** Whether a new version is here and waits to be taken. */
  get isWaiting(): boolean {
    return Boolean(this.registration?.waiting);
  }

  take(): void {
    this.registration?.waiting?.postMessage("take over");
  }
}

export const updates = new Updates();
