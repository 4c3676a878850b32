/** Speaking with the office: every refusal and every silence becomes a reason that words exist for. */
export type Silence =
  | "offline"
  | "timeout"
  | "unreachable"
  | "server"
  | "busy"
  | "not_known"
  | "may_not"
  | "wrong"
  | "full";

/** The office did not do it: why, its own sentence where it said one, and when to ask again. */
export class NotDone extends Error {
  override readonly name = "NotDone";

  constructor(
    readonly why: Silence,
    readonly sentence = "",
    readonly status = 0,
    readonly afterSeconds: number | null = null,
  ) {
    super(sentence || why);
  }

  /** Whether asking again later may help without anybody doing anything. */
  get mayPass(): boolean {
    return !["not_known", "may_not", "wrong", "full"].includes(this.why);
  }
}

export interface Asking extends RequestInit {
  readonly seconds?: number;
}

export class Office {
  constructor(
    private readonly token: () => string | null,
    private readonly base = "/field/v1/",
  ) {}

  async json<T>(path: string, asking: Asking = {}): Promise<T> {
    return (await (await this.ask(path, asking)).json()) as T;
  }

  post<T>(path: string, content: unknown, asking: Asking = {}): Promise<T> {
    const headers = { "Content-Type": "application/json", ...asking.headers };
    return this.json<T>(path, { ...asking, method: "POST", body: JSON.stringify(content), headers });
  }

  /** Ask, and return an answer below 400, or one whose status stands in `taken`. */
  async ask(path: string, { seconds = 30, ...asking }: Asking = {}, taken: readonly number[] = []): Promise<Response> {
    if (!navigator.onLine) throw new NotDone("offline");
    const headers = new Headers(asking.headers);
    const token = this.token();
    if (token) headers.set("Authorization", `Bearer ${token}`);
    headers.set("Accept", "application/json");
    let answer: Response;
    try {
      const signal = AbortSignal.timeout(seconds * 1000);
      answer = await fetch(this.base + path, {
        cache: "no-store",
        credentials: "same-origin",
        ...asking,
        headers,
        signal,
      });
    } catch (error) {
      throw new NotDone(
        (error as Error).name === "TimeoutError" ? "timeout" : navigator.onLine ? "unreachable" : "offline",
      );
    }
    if (answer.ok || taken.includes(answer.status)) return answer;
    throw new NotDone(whyOf(answer.status), await sentenceOf(answer), answer.status, waitOf(answer));
  }
}

function whyOf(status: number): Silence {
  if (status === 401) return "not_known";
  if (status === 403) return "may_not";
  if (status === 429 || status === 503) return "busy";
  if (status === 507 || status === 413) return "full";
  return status >= 500 ? "server" : "wrong";
}

async function sentenceOf(answer: Response): Promise<string> {
  try {
    const { message, hint } = (await answer.json()) as { message?: string; hint?: string };
    return [message, hint].filter(Boolean).join(" ");
  } catch {
    return "";
  }
}

function waitOf(answer: Response): number | null {
  const seconds = Number(answer.headers.get("Retry-After"));
  return seconds > 0 ? seconds : null;
}
