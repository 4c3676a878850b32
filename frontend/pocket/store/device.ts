/** The device: its key that cannot be taken out, whose it is, and its clock beside the office's. */
import type { PocketDatabase } from "./database";
import { base64 } from "./digest";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" } as const;
const BOOT = crypto.randomUUID();
const STARTED = performance.now();

export interface PersonOfDevice {
  readonly id: string;
  readonly name: string;
  readonly post?: string;
  readonly unit?: string;
}

export interface Registration {
  readonly device: string;
  readonly token: string;
  readonly expires_on: string;
  readonly person: PersonOfDevice;
}

export interface Clock {
  readonly boot: string;
  readonly ms: number;
  readonly office_offset_ms: number | null;
}

export class Device {
  private constructor(
    private readonly database: PocketDatabase,
    private readonly keys: CryptoKeyPair,
    readonly publicKey: JsonWebKey,
    private registration: Registration | null,
    private offset: number | null,
  ) {}

  /** Open the device; its key is made the first time and stays. */
  static async open(database: PocketDatabase): Promise<Device> {
    let keys = await database.setting<CryptoKeyPair>("keys");
    if (!keys) {
      keys = await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
      await database.set("keys", keys);
    }
    const exported = await crypto.subtle.exportKey("jwk", keys.publicKey);
    const { kty, crv, x, y } = exported;
    const registration = (await database.setting<Registration>("registration")) ?? null;
    const offset = (await database.setting<number>("officeOffset")) ?? null;
    return new Device(database, keys, { kty, crv, x, y } as JsonWebKey, registration, offset);
  }

  get registered(): Registration | null {
    return this.registration;
  }

  async register(told: Registration & { server_time?: string }): Promise<void> {
    const { device, token, expires_on, person } = told;
    this.registration = { device, token, expires_on, person };
    await this.database.set("registration", this.registration);
    if (told.server_time) await this.hear(told.server_time);
  }

  /** Note what the office's clock says. */
  async hear(serverTime: string): Promise<void> {
    const office = Date.parse(serverTime);
    if (Number.isNaN(office)) return;
    this.offset = office - Date.now();
    await this.database.set("officeOffset", this.offset);
  }

  get clock(): Clock {
    return { boot: BOOT, ms: Math.round(performance.now() - STARTED), office_offset_ms: this.offset };
  }

  /** How far this clock is from the office's, in milliseconds; null where they never spoke. */
  get officeOffset(): number | null {
    return this.offset;
  }

  async sign(text: string): Promise<string> {
    const bytes = new TextEncoder().encode(text);
    const made = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, this.keys.privateKey, bytes);
    return base64(new Uint8Array(made));
  }
}

/** A moment as the log writes it: local time with its distance from UTC. */
export function moment(date = new Date()): string {
  const away = -date.getTimezoneOffset();
  const two = (number: number) => String(Math.floor(Math.abs(number))).padStart(2, "0");
  const local = new Date(date.getTime() + away * 60_000).toISOString().slice(0, -1);
  return `${local}${away < 0 ? "-" : "+"}${two(away / 60)}:${two(away % 60)}`;
}
