/** Who is signed in at the office in this browser. */
export interface Session {
  readonly person: string;
  readonly csrf: string;
  readonly sign_in: string;
}

/** Null where there is no line. */
export async function askSession(): Promise<Session | null> {
  try {
    const answer = await fetch("/pocket/session", { cache: "no-store", credentials: "same-origin" });
    return answer.ok ? ((await answer.json()) as Session) : null;
  } catch {
    return null;
  }
}
