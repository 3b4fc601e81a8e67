const MOST_AT_ONCE = 120;
const MOST_UNDERWAY = 2;
// Fewer than these are waited for a moment: while somebody scrolls, more come at once, and one answer brings them.
const ENOUGH = 40;
const MOMENT = 60;

/** Small pictures by place, asked for many at a time; what is in sight comes first. */
export class Pictures {
  private readonly known = new Map<number, string>();
  private readonly underway = new Set<number>();
  private running = 0;
  private wanted: number[] = [];
  private timer = 0;

  constructor(
    private readonly base: string,
    private readonly version: () => string,
    private readonly arrived: (places: number[]) => void,
  ) {}

  url(place: number): string | undefined {
    return this.known.get(place);
  }

  /** Asks for those not here yet, in this order, instead of what was asked for before and did not go out. */
  want(places: number[]): void {
    this.wanted = places.filter((place) => !this.known.has(place) && !this.underway.has(place));
    if (!this.wanted.length || this.timer) return;
    if (this.wanted.length >= ENOUGH) this.go();
    else
      this.timer = window.setTimeout(() => {
        this.timer = 0;
        this.go();
      }, MOMENT);
  }

  get isIdle(): boolean {
    return this.running === 0 && this.wanted.length === 0;
  }

  /** Takes what an address already on its way brings. */
  async first(url: string, places: number[]): Promise<void> {
    places.forEach((place) => this.underway.add(place));
    await this.load(url, places);
  }

  forget(): void {
    for (const url of this.known.values()) URL.revokeObjectURL(url);
    this.known.clear();
  }

  private go(): void {
    while (this.running < MOST_UNDERWAY && this.wanted.length) {
      const batch = this.wanted.splice(0, MOST_AT_ONCE).sort((a, b) => a - b);
      batch.forEach((place) => this.underway.add(place));
      void this.load(`${this.base}/anh-nho?p=${ranges(batch)}&v=${this.version()}`, batch);
    }
  }

  private async load(url: string, batch: number[]): Promise<void> {
    this.running += 1;
    try {
      const answer = await fetch(url);
      if (!answer.ok) return;
      this.arrived(this.unpack(await answer.arrayBuffer()));
    } catch {
      // Without the server the cells stay grey; scrolling asks again.
    } finally {
      this.running -= 1;
      batch.forEach((place) => this.underway.delete(place));
      this.go();
    }
  }

  private unpack(buffer: ArrayBuffer): number[] {
    const view = new DataView(buffer);
    const count = view.getUint32(0, true);
    let data = 4 + count * 12;
    const places: number[] = [];
    for (let number = 0; number < count; number += 1) {
      const head = 4 + number * 12;
      const place = view.getUint32(head, true);
      const length = view.getUint32(head + 8, true);
      if (!this.known.has(place)) {
        this.known.set(place, URL.createObjectURL(new Blob([new Uint8Array(buffer, data, length)], { type: "image/webp" })));
      }
      places.push(place);
      data += length;
    }
    return places;
  }
}

/** `[0, 1, 2, 5]` as `0-2,5`. */
export function ranges(places: number[]): string {
  const told: string[] = [];
  for (let at = 0; at < places.length; ) {
    let last = at;
    while (last + 1 < places.length && places[last + 1] === places[last] + 1) last += 1;
    told.push(last === at ? `${places[at]}` : `${places[at]}-${places[last]}`);
    at = last + 1;
  }
  return told.join(",");
}

/** The other way round. */
export function unranged(text: string): number[] {
  return text.split(",").flatMap((part) => {
    const [low, high = low] = part.split("-").map(Number);
    return Array.from({ length: high - low + 1 }, (_, step) => low + step);
  });
}
