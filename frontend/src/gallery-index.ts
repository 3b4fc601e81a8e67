import type { Box } from "./boxes";

export type Defect = { id: number; kind: string; name: string; severity: string; state: string; said: string; box: Box | null; note: string; by: string };
export type Unit = [reason: string, verdict: string];
export type Kind = { code: string; name: string; key: string; severity: string };
type Row = [id: string, label: string, dossier: number, pages: number, made: number];
type Told = {
  v: string;
  files: Row[];
  dossiers: Array<[code: string, title: string]>;
  codes: Array<[code: string, label: string]>;
  doubts: Record<string, number[]>;
  units: Record<string, Unit>;
  defects: Array<Defect & { p: number }>;
};
export type Show = "all" | "units" | "waiting" | "doubts" | "marked";

/** Every page of a delivery by its place, from the compact list the server tells. */
export class Index {
  total = 0;
  version = "";
  files: Row[] = [];
  dossiers: Told["dossiers"] = [];
  private codes: Told["codes"] = [];
  private firsts: number[] = [];
  private fileOf = new Uint32Array(0);
  readonly doubts = new Map<number, number[]>();
  readonly units = new Map<number, Unit>();
  readonly defects = new Map<number, Defect[]>();

  take(told: Told): void {
    this.version = told.v;
    this.files = told.files;
    this.dossiers = told.dossiers;
    this.codes = told.codes;
    this.total = told.files.reduce((sum, row) => sum + row[3], 0);
    this.fileOf = new Uint32Array(this.total);
    this.firsts = [];
    let at = 0;
    told.files.forEach((row, number) => {
      this.firsts.push(at);
      this.fileOf.fill(number, at, at + row[3]);
      at += row[3];
    });
    fill(this.doubts, told.doubts);
    fill(this.units, told.units);
    this.defects.clear();
    for (const one of told.defects) this.defects.set(one.p, [...(this.defects.get(one.p) ?? []), one]);
  }

  file(place: number): Row {
    return this.files[this.fileOf[place]];
  }

  page(place: number): number {
    return place - this.firsts[this.fileOf[place]] + 1;
  }

  /** The place of a page named «file:page»; -1 for one that is not here. */
  placeOf(name: string): number {
    const [id, page] = name.split(":");
    const number = this.files.findIndex((row) => row[0] === id);
    const within = Number(page) - 1;
    return number < 0 || !(within >= 0 && within < this.files[number][3]) ? -1 : this.firsts[number] + within;
  }

  nameOf(place: number): string {
    return `${this.file(place)[0]}:${this.page(place)}`;
  }

  doubtsOf(place: number): string[] {
    return (this.doubts.get(place) ?? []).map((code) => this.codes[code][1]);
  }

  /** Defects that count: what turned out to be none is told in the list of a page alone. */
  standing(place: number): Defect[] {
    return (this.defects.get(place) ?? []).filter((one) => one.state !== "waived");
  }

  isMade(place: number): boolean {
    return this.file(place)[4] === 1;
  }

  isWaiting(place: number): boolean {
    return this.units.get(place)?.[1] === "";
  }

  /** The pages to show; `only` those with one doubt («doubt:code») or one kind of defect («kind:code»). */
  places(show: Show, only = ""): number[] {
    const places = this.allOf(show);
    return only ? places.filter((place) => this.has(place, only)) : places;
  }

  has(place: number, only: string): boolean {
    const code = only.slice(only.indexOf(":") + 1);
    if (only.startsWith("kind:")) return this.standing(place).some((one) => one.kind === code);
    return (this.doubts.get(place) ?? []).some((number) => this.codes[number][0] === code);
  }

  /** What pages can be told apart by: each doubt of the machine and each kind of defect, with how many pages have it. */
  sorts(): Array<{ only: string; name: string; count: number }> {
    const told = new Map<string, { only: string; name: string; count: number }>();
    const add = (only: string, name: string): void => {
      const one = told.get(only) ?? { only, name, count: 0 };
      one.count += 1;
      told.set(only, one);
    };
    for (const codes of this.doubts.values()) for (const number of codes) add(`doubt:${this.codes[number][0]}`, this.codes[number][1]);
    for (const place of this.defects.keys()) {
      const names = new Map(this.standing(place).map((one) => [one.kind, one.name]));
      names.forEach((name, kind) => add(`kind:${kind}`, name));
    }
    return [...told.values()].sort((a, b) => b.count - a.count);
  }

  /** How far the lot is looked through: pages looked at, and all there are. */
  progress(): [done: number, all: number] {
    const said = [...this.units.values()];
    return [said.filter((unit) => unit[1] !== "").length, said.length];
  }

  private allOf(show: Show): number[] {
    if (show === "units") return [...this.units.keys()];
    if (show === "waiting") return [...this.units.keys()].filter((place) => this.isWaiting(place));
    if (show === "doubts") return [...this.doubts.keys()];
    if (show === "marked") return [...this.defects.keys()].filter((place) => this.standing(place).length).sort((a, b) => a - b);
    return Array.from({ length: this.total }, (_, place) => place);
  }
}

function fill<T>(map: Map<number, T>, told: Record<string, T>): void {
  map.clear();
  for (const [place, value] of Object.entries(told)) map.set(Number(place), value);
}
