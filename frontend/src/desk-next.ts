import OpenSeadragon from "openseadragon";
import type { Page } from "./page-image";

/** The next item, fetched with its first pictures while this one is still being worked on. */
export type Next = { url: string; page: Document };

// Pictures of the next page that are fetched ahead: enough for the first view of it.
const PICTURES = 12;
export const FROM_DESK = { "X-Workbench": "1" };

export async function fetchPage(url: string): Promise<Next> {
  const answer = await fetch(url, { headers: FROM_DESK, credentials: "same-origin" });
  return { url: answer.url, page: new DOMParser().parseFromString(await answer.text(), "text/html") };
}

/** Fetches the next item and its pictures; what fails is fetched again when it is wanted. */
export async function fetchAhead(url: string): Promise<Next> {
  const next = await fetchPage(url);
  const screen = next.page.querySelector<HTMLElement>("[data-workbench]");
  if (screen) void pictures(screen).catch(() => undefined);
  return next;
}

async function pictures(screen: HTMLElement): Promise<void> {
  for (const crop of screen.querySelectorAll<HTMLImageElement>("img.desk-crop")) new Image().src = crop.src;
  const pages = JSON.parse(screen.dataset.pages ?? "[]") as Page[];
  const page = pages.find((one) => one.number === Number(screen.dataset.pageNumber)) ?? pages[0];
  if (!page || !/info\.json(\?|$)/.test(page.info_url)) return;
  const answer = await fetch(page.info_url, { credentials: "same-origin" });
  if (!answer.ok) return;
  const info = (await answer.json()) as Record<string, unknown>;
  const source = new OpenSeadragon.IIIFTileSource(info as never);
  const wanted: string[] = [];
  for (let level = source.minLevel; level <= source.maxLevel; level++) {
    const tiles = source.getNumTiles(level);
    if (wanted.length + tiles.x * tiles.y > PICTURES) break;
    for (let y = 0; y < tiles.y; y++) {
      for (let x = 0; x < tiles.x; x++) wanted.push(source.getTileUrl(level, x, y) as string);
    }
  }
  for (const one of wanted) new Image().src = one;
}
