import { fromDrop, fromInput, isLitter, type Found } from "./upload-folder";
import { Said, Server, SignedOut, Stopped, type Refused, type Standing } from "./upload-server";

/**
 * The page to which a folder is dragged. Files are compared with what the server has, the rest is digested here,
 * announced, and sent: small ones many at a time, large ones in pieces that go on where they stopped.
 */
type Limits = { bundle_bytes: number; bundle_files: number; chunk: number; alone: number; listed: number };
type Announced = Found & Standing;

const AT_ONCE = 4;
const WINDOW_SECONDS = 20;

export function start(room: HTMLElement): void {
  const part = <T extends HTMLElement>(name: string) => room.querySelector<T>(`[data-${name}]`)!;
  part("with-script").hidden = false;
  room.querySelector<HTMLDetailsElement>("[data-plain]")!.open = false;
  const drop = part("drop");
  let running = false;

  const begin = async (reading: Promise<Found[]> | Found[]) => {
    if (running) return;
    running = true;
    drop.hidden = true;
    part("run").hidden = false;
    await new Sending(room).run(await reading);
    running = false;
  };
  for (const input of room.querySelectorAll<HTMLInputElement>("[data-pick]")) {
    input.addEventListener("change", () => void begin(fromInput(input)));
  }
  // A folder that misses the frame must not open in the place of the page.
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => event.preventDefault());
  drop.addEventListener("dragover", () => drop.classList.add("is-over"));
  drop.addEventListener("dragleave", () => drop.classList.remove("is-over"));
  drop.addEventListener("drop", (event) => {
    drop.classList.remove("is-over");
    if (event.dataTransfer) void begin(fromDrop(event.dataTransfer));
  });
}

class Sending {
  private readonly abort = new AbortController();
  private readonly limits: Limits;
  private readonly server: Server;
  private readonly worker = new Worker(new URL("./digest.ts", import.meta.url), { type: "module" });
  private readonly waiting = new Map<number, (sha256: string) => void>();
  private asked = 0;
  private files = 0;
  private bytes = 0;
  private doneFiles = 0;
  private doneBytes = 0;
  private skipped = 0;
  private refused = 0;
  private isPaused = false;
  private goOn: (() => void) | null = null;
  private readonly recent: { at: number; bytes: number }[] = [];

  constructor(private readonly room: HTMLElement) {
    this.limits = JSON.parse(room.dataset.limits!) as Limits;
    const token = document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")!.value;
    this.server = new Server(token, this.abort.signal);
    this.server.onReach = (isThere) => this.say(isThere ? "sending" : "waiting");
    this.worker.addEventListener("message", (event: MessageEvent<{ number: number; sha256: string }>) => {
      this.waiting.get(event.data.number)?.(event.data.sha256);
      this.waiting.delete(event.data.number);
    });
    this.part("pause").addEventListener("click", () => this.pause());
    this.part("stop").addEventListener("click", () => this.stop());
  }

  async run(found: Found[]): Promise<void> {
    const leave = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", leave);
    try {
      await this.send(found.filter((one) => !isLitter(one.path)));
    } catch (error) {
      if (error instanceof Said) this.tell(error.message);
      else this.say(error instanceof SignedOut ? "login" : "stopped");
      this.end();
      if (!(error instanceof Said || error instanceof Stopped || error instanceof SignedOut)) throw error;
    } finally {
      removeEventListener("beforeunload", leave);
      this.worker.terminate();
    }
  }

  private async send(found: Found[]): Promise<void> {
    this.files = found.length;
    this.bytes = found.reduce((sum, one) => sum + one.file.size, 0);
    if (!this.files) {
      this.say("empty");
      return this.end();
    }
    this.say("comparing");
    const missing = await this.compare(found);
    this.say("sending");
    // Announced a few hundred at a time: digesting goes on while bytes travel.
    const queue = slices(missing, this.limits.bundle_files);
    const lane = async () => {
      for (let some = queue.shift(); some; some = queue.shift()) await this.sendSome(some);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    this.draw();
    this.say(this.refused ? "partly" : "done");
    this.end();
    if (!this.refused) location.assign(`${location.pathname}#lap-lo`), location.reload();
  }

  /** The files that are not here yet. */
  private async compare(found: Found[]): Promise<Found[]> {
    const missing: Found[] = [];
    // The size of all says before anything is sent whether the disk has room for it.
    const address = `${this.room.dataset.compare}?tong=${this.bytes}`;
    for (const some of slices(found, this.limits.listed)) {
      const asked = some.map(({ path, file }) => ({ path, size: file.size, modified: file.lastModified }));
      const told = await this.server.list<{ path: string; whole: boolean }>(address, asked);
      const here = new Set(told.files.filter((one) => one.whole).map((one) => one.path));
      const bad = this.note(told.refused);
      for (const one of some) {
        const path = clean(one.path);
        if (here.has(path)) this.count(one.file.size, true);
        else if (!bad.has(one.path)) missing.push(one);
      }
    }
    return missing;
  }

  private async sendSome(some: Found[]): Promise<void> {
    await this.held();
    const asked: object[] = [];
    const readable: Found[] = [];
    for (const one of some) {
      const sha256 = await this.digest(one.file);
      if (!sha256) {
        this.note([{ path: one.path, message: this.room.dataset.textUnreadable! }]);
        continue;
      }
      readable.push(one);
      asked.push({ path: one.path, size: one.file.size, modified: one.file.lastModified, sha256 });
    }
    if (!asked.length) return;
    const told = await this.server.list<Standing & { path: string }>(this.room.dataset.declare!, asked);
    this.note(told.refused);
    const standing = new Map(told.files.map((one) => [one.path, one]));
    const small: Announced[] = [];
    for (const one of readable) {
      const here = standing.get(clean(one.path));
      if (!here) continue;
      if (here.state === "whole") this.count(one.file.size, true);
      else if (one.file.size >= this.limits.alone) await this.sendPieces({ ...one, ...here });
      else small.push({ ...one, ...here });
    }
    for (const bundle of this.bundles(small)) await this.sendBundle(bundle);
  }

  private bundles(small: Announced[]): Announced[][] {
    const told: Announced[][] = [];
    let room = 0;
    for (const one of small) {
      if (room < one.file.size || !told.length) {
        told.push([]);
        room = this.limits.bundle_bytes;
      }
      told[told.length - 1].push(one);
      room -= one.file.size;
    }
    return told;
  }

  private async sendBundle(bundle: Announced[]): Promise<void> {
    await this.held();
    const head = new TextEncoder().encode(JSON.stringify(bundle.map((one) => [one.id, one.file.size])));
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, head.length);
    const body = new Blob([length, head, ...bundle.map((one) => one.file)]);
    const told = await this.server.post<{ files: Standing[] }>(this.room.dataset.bundle!, body);
    const standing = new Map(told.files.map((one) => [one.id, one.state]));
    for (const one of bundle) {
      if (standing.get(one.id) === "whole") this.count(one.file.size);
      else this.note([{ path: one.path, message: this.room.dataset.textChanged! }]);
    }
  }

  private async sendPieces(one: Announced): Promise<void> {
    const address = this.room.dataset.piece!.replace(/0$/, String(one.id));
    let at = one.received;
    this.move(at);
    for (;;) {
      await this.held();
      try {
        const piece = one.file.slice(at, at + this.limits.chunk);
        const told = await this.server.post<Standing>(`${address}?tu=${at}`, piece);
        this.move(told.received - at);
        at = told.received;
        if (told.state === "whole") break;
      } catch (error) {
        if (!(error instanceof Said)) throw error;
        if (error.received === null) {
          this.move(-at);
          this.note([{ path: one.path, message: error.message }]);
          if (error.status === 507) throw error;
          return;
        }
        // Another window sent some of it, or an answer was lost: go on from where the server is.
        this.move(error.received - at);
        at = error.received;
      }
    }
    this.doneFiles += 1;
    this.draw();
  }

  private digest(file: File): Promise<string> {
    const number = this.asked++;
    return new Promise((good) => {
      this.waiting.set(number, good);
      this.worker.postMessage({ number, file });
    });
  }

  private pause(): void {
    this.isPaused = !this.isPaused;
    this.part("pause").textContent = this.isPaused ? this.room.dataset.textGoOn! : this.room.dataset.textPause!;
    this.say(this.isPaused ? "paused" : "sending");
    if (!this.isPaused) this.goOn?.();
  }

  /** Waits while paused. */
  private async held(): Promise<void> {
    while (this.isPaused) {
      await new Promise<void>((good) => {
        const before = this.goOn;
        this.goOn = () => {
          before?.();
          good();
        };
      });
      this.goOn = null;
    }
    if (this.abort.signal.aborted) throw new Stopped();
  }

  private stop(): void {
    this.abort.abort();
    if (this.isPaused) this.pause();
  }

  private end(): void {
    this.part("pause").hidden = this.part("stop").hidden = true;
    this.part("drop").hidden = !this.refused && this.doneFiles === this.files && this.files > 0;
    this.part("pause").hidden = true;
  }

  private count(size: number, wasHere = false): void {
    this.doneFiles += 1;
    this.doneBytes += size;
    if (wasHere) this.skipped += 1;
    else this.recent.push({ at: performance.now(), bytes: size });
    this.draw();
  }

  private move(bytes: number): void {
    this.doneBytes += bytes;
    this.recent.push({ at: performance.now(), bytes });
    this.draw();
  }

  private note(refused: Refused[]): Set<string> {
    const list = this.part("refused");
    for (const one of refused) {
      this.refused += 1;
      // A list of thousands helps nobody: the first show what is wrong.
      if (this.refused > 200) continue;
      const item = document.createElement("li");
      item.lang = "vi";
      item.textContent = `${one.path}: ${one.message}`;
      list.append(item);
    }
    list.hidden = !this.refused;
    return new Set(refused.map((one) => one.path));
  }

  private draw(): void {
    const since = performance.now() - WINDOW_SECONDS * 1000;
    while (this.recent.length && this.recent[0].at < since) this.recent.shift();
    const span = this.recent.length > 1 ? (performance.now() - this.recent[0].at) / 1000 : 0;
    const speed = span > 0.5 ? this.recent.reduce((sum, one) => sum + one.bytes, 0) / span : 0;
    const number = new Intl.NumberFormat("vi-VN");
    const skipped = this.skipped ? ` (${number.format(this.skipped)} ${this.room.dataset.textSkipped})` : "";
    this.part<HTMLProgressElement>("bar").value = this.bytes ? (1000 * this.doneBytes) / this.bytes : 1000;
    this.part("files").textContent = `${number.format(this.doneFiles)} / ${number.format(this.files)}${skipped}`;
    this.part("bytes").textContent = `${size(this.doneBytes)} / ${size(this.bytes)}`;
    this.part("speed").textContent = speed > 0 ? `${size(speed)}/s` : "–";
    this.part("left").textContent = speed > 0 ? duration((this.bytes - this.doneBytes) / speed) : "–";
  }

  private say(what: string): void {
    this.room.dataset.now = what;
    this.tell(this.room.getAttribute(`data-text-${what}`) ?? what);
    this.draw();
  }

  private tell(words: string): void {
    this.part("state").textContent = words;
  }

  private part<T extends HTMLElement>(name: string): T {
    return this.room.querySelector<T>(`[data-${name}]`)!;
  }
}

/** As the server keeps it. */
const clean = (path: string) => path.normalize("NFC");

function slices<T>(all: T[], most: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / most) }, (_, place) => all.slice(place * most, (place + 1) * most));
}

function size(bytes: number): string {
  const [unit, by] = bytes >= 2 ** 30 ? ["GB", 2 ** 30] : bytes >= 2 ** 20 ? ["MB", 2 ** 20] : ["KB", 2 ** 10];
  return `${new Intl.NumberFormat("vi-VN", { maximumFractionDigits: by === 2 ** 10 ? 0 : 1 }).format(bytes / by)} ${unit}`;
}

function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  return whole >= 3600
    ? `${Math.floor(whole / 3600)}:${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`
    : `${Math.floor(whole / 60)}:${two(whole % 60)}`;
}
