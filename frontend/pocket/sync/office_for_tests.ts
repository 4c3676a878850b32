/** A small office after docs/reference/field-protocol.md, behind `fetch`: it keeps, receipts, and fails where it is told to. */
import { createHash } from "node:crypto";

export class TestOffice {
  readonly entries = new Map<string, { text: string; seq: number }>();
  readonly media = new Map<string, { bytes: Buffer; length: number; isSafe: boolean }>();
  readonly parts = new Map<string, Buffer>();
  readonly asked: string[] = [];
  /** Called before each answer; what it throws or returns comes instead of the answer. */
  trouble: (path: string, init: RequestInit) => Response | undefined = () => undefined;

  readonly fetch = async (address: string, init: RequestInit = {}): Promise<Response> => {
    const path = address.replace("/field/v1/", "");
    this.asked.push(`${init.method ?? "GET"} ${path}`);
    const instead = this.trouble(path, init);
    if (instead) return instead;
    if (path === "entries") return this.took(JSON.parse(String(init.body)).entries);
    if (path.startsWith("entries?")) return this.held();
    if (path.startsWith("media/")) return this.piece(path.slice(6), init);
    if (path.startsWith("parts/")) return this.part(path.slice(6), new Headers(init.headers));
    return new Response("{}", { status: 404 });
  };

  private took(entries: { text: string }[]): Response {
    const receipts = entries.map(({ text }) => {
      const hash = createHash("sha256").update(text).digest("hex");
      const { seq, body } = JSON.parse(text);
      this.entries.set(hash, { text, seq });
      const media = body.media
        ? [{ sha256: body.media.sha256, state: this.media.get(body.media.sha256)?.isSafe ? "safe" : "missing" }]
        : [];
      return { hash, seq, state: "safe", applied: "yes", reason: "", received_at: "2024-08-05T09:00:00+08:00", media };
    });
    return Response.json({ receipts, server_time: new Date().toISOString() });
  }

  private held(): Response {
    const missing = [...this.media].filter(([, one]) => !one.isSafe).map(([sha256]) => sha256);
    return Response.json({
      last_seq: this.entries.size,
      hashes: [...this.entries.keys()],
      missing_media: missing,
      conflicts: [],
    });
  }

  private async piece(sha256: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    const length = Number(headers.get("Upload-Length"));
    const offset = Number(headers.get("Upload-Offset"));
    const known = this.media.get(sha256) ?? { bytes: Buffer.alloc(0), length, isSafe: false };
    this.media.set(sha256, known);
    const told = () => ({
      "Upload-Offset": String(known.bytes.length),
      ...(known.isSafe ? { "Tuban-State": "safe" } : {}),
    });
    if (known.isSafe) return new Response(null, { status: 204, headers: told() });
    if (offset !== known.bytes.length) return new Response("{}", { status: 409, headers: told() });
    known.bytes = Buffer.concat([known.bytes, Buffer.from(await (init.body as Blob).arrayBuffer())]);
    if (known.bytes.length === length) {
      if (createHash("sha256").update(known.bytes).digest("hex") !== sha256) {
        known.bytes = Buffer.alloc(0);
        return new Response("{}", { status: 422 });
      }
      known.isSafe = true;
    }
    return new Response(null, { status: 204, headers: told() });
  }

  private part(sha256: string, headers: Headers): Response {
    const bytes = this.parts.get(sha256) ?? Buffer.alloc(0);
    const range = /bytes=(\d+)-(\d+)/.exec(headers.get("Range") ?? "");
    if (!range) return new Response(new Uint8Array(bytes));
    return new Response(new Uint8Array(bytes.subarray(Number(range[1]), Number(range[2]) + 1)), { status: 206 });
  }
}
