/** What the upload page asks the server, with patience: a network that goes away comes back. */
export type Standing = { id: number; received: number; state: "awaited" | "whole" | "differs"; was_here?: boolean };
export type Refused = { path: string; message: string };

/** The server said no, in words for the person. `received`: where to go on, when that was the reason. */
export class Said extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly received: number | null = null,
  ) {
    super(message);
  }
}

export class Stopped extends Error {}
export class SignedOut extends Error {}

const LONGEST_WAIT = 30_000;

export class Server {
  /** Called when the server is out of reach, and when it is there again. */
  onReach: (isThere: boolean) => void = () => {};
  constructor(
    private readonly token: string,
    private readonly signal: AbortSignal,
  ) {}

  async list<T>(address: string, files: object[]): Promise<{ files: T[]; refused: Refused[] }> {
    return this.post(address, JSON.stringify({ files }), "application/json");
  }

  async post<T>(address: string, body: BodyInit, type = "application/octet-stream"): Promise<T> {
    for (let tries = 0; ; tries++) {
      const answer = await this.once(address, body, type);
      if (answer !== null) {
        if (tries) this.onReach(true);
        return answer as T;
      }
      this.onReach(false);
      await this.pause(Math.min(LONGEST_WAIT, 500 * 2 ** tries));
    }
  }

  /** The answer; null when there was none and it is worth asking again. */
  private async once(address: string, body: BodyInit, type: string): Promise<unknown> {
    let answer: Response;
    try {
      answer = await fetch(address, {
        method: "POST",
        body,
        signal: this.signal,
        redirect: "manual",
        headers: { "Content-Type": type, "X-CSRFToken": this.token, Accept: "application/json" },
      });
    } catch {
      if (this.signal.aborted) throw new Stopped();
      return null;
    }
    if (answer.ok) return answer.json();
    if (answer.status === 409 || answer.status === 422 || answer.status === 507) {
      const said = (await answer.json()) as { message: string; received?: number };
      throw new Said(said.message, answer.status, said.received ?? null);
    }
    // Too busy, or being started again.
    if (answer.status === 429 || answer.status >= 500) return null;
    throw new SignedOut();
  }

  private pause(ms: number): Promise<void> {
    return new Promise((good, bad) => {
      const done = () => {
        removeEventListener("online", done);
        clearTimeout(timer);
        if (this.signal.aborted) bad(new Stopped());
        else good();
      };
      const timer = window.setTimeout(done, ms);
      addEventListener("online", done);
      this.signal.addEventListener("abort", done, { once: true });
    });
  }
}
