import htmx from "htmx.org";
import { isBox, readBoxes, type Box } from "./boxes";
import { PageImage, wireTools, type Page } from "./page-image";

type Word = { text: string; box: Box };

/** The reading screen. Every page turn is a request to the server, which answers with `#trang` and notes the reading. */
export function start(screen: HTMLElement): void {
  const image = new PageImage(screen.querySelector<HTMLElement>("[data-image]")!, false);
  wireTools(screen, image);
  const strip = screen.querySelector<HTMLElement>("[data-strip]")!;

  const present = (): HTMLElement => screen.querySelector<HTMLElement>("#trang")!;
  const links = (): HTMLAnchorElement[] => [...strip.querySelectorAll<HTMLAnchorElement>("a[data-number]")];

  // The page last asked for: keys pressed faster than answers come must not ask for the same page twice.
  let wanted = 1;

  const show = (): void => {
    const data = present();
    const page = JSON.parse(data.dataset.page!) as Page;
    wanted = page.number;
    image.open(page);
    image.mark(readBoxes(data.dataset.hits).map((box) => ({ box })), "hit");
    image.mark(readFindings(data.dataset.findings), "finding");
    for (const link of links()) {
      const here = Number(link.dataset.number) === page.number;
      if (here) {
        link.setAttribute("aria-current", "page");
        link.scrollIntoView({ block: "nearest", inline: "nearest" });
      } else link.removeAttribute("aria-current");
    }
    const first = page.number <= 1;
    const last = page.number >= links().length;
    screen.querySelectorAll<HTMLButtonElement>("[data-turn='-1']").forEach((b) => (b.disabled = first));
    screen.querySelectorAll<HTMLButtonElement>("[data-turn='1']").forEach((b) => (b.disabled = last));
    screen.querySelectorAll("[data-page-now]").forEach((e) => (e.textContent = String(page.number)));
    if (data.dataset.words) void pointFromText(data);
  };

  const turnPage = (step: number): void => {
    const link = links().find((candidate) => Number(candidate.dataset.number) === wanted + step);
    if (!link) return;
    wanted += step;
    link.click();
  };

  screen.addEventListener("click", (event) => {
    const target = event.target as Element;
    const turn = target.closest<HTMLElement>("[data-turn]");
    if (turn) turnPage(Number(turn.dataset.turn));
    const place = target.closest<HTMLElement>("[data-show-box]");
    if (place) {
      const [box] = readBoxes(place.dataset.showBox);
      if (!box) return;
      image.mark([{ box }], "focus");
      image.show(box);
    }
  });
  document.addEventListener("keydown", (event) => {
    if ((event.target as Element).closest?.("input, textarea, select, [role=tablist]")) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const inPicture = (event.target as Element).closest?.("[data-image]");
    const acts: Record<string, () => void> = {
      ArrowLeft: () => turnPage(-1),
      ArrowRight: () => turnPage(1),
      PageUp: () => turnPage(-1),
      PageDown: () => turnPage(1),
      r: () => image.turn(),
      f: () => image.fullScreen(screen.querySelector<HTMLElement>("[data-stage]")!),
      ...(inPicture ? {} : { "+": () => image.zoom(1.35), "=": () => image.zoom(1.35), "-": () => image.zoom(1 / 1.35), "0": () => image.whole() }),
    };
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  });
  for (const fault of ["htmx:sendError", "htmx:responseError"]) htmx.on(fault, () => (wanted = image.shown ?? wanted));
  htmx.on("htmx:afterSettle", (event) => {
    if ((event.target as Element).id === "trang") show();
  });
  tabs(screen);
  show();
}

function readFindings(json: string | undefined): Array<{ box: Box; title: string }> {
  const found = JSON.parse(json || "[]") as Array<{ box: unknown; title: string }>;
  return found.filter((finding): finding is { box: Box; title: string } => isBox(finding.box));
}

/** Makes the text beside the page point at it: a word that is pressed is marked on the image. */
async function pointFromText(data: HTMLElement): Promise<void> {
  const text = data.querySelector<HTMLElement>("[data-text]");
  if (!text) return;
  const answer = await fetch(data.dataset.words!, { headers: { Accept: "application/json" } });
  if (!answer.ok || !text.isConnected) return;
  const { words: found } = (await answer.json()) as { words?: Word[] };
  if (!found?.length) return;
  // Words are looked up in the text in reading order, so that line breaks and spaces of the text stay as they were.
  const whole = text.textContent ?? "";
  const pieces: Array<Node | string> = [];
  let from = 0;
  for (const word of found) {
    const at = whole.indexOf(word.text, from);
    if (at < 0 || !isBox(word.box)) continue;
    pieces.push(whole.slice(from, at));
    const element = document.createElement("span");
    element.className = "ks-word";
    element.textContent = word.text;
    element.dataset.showBox = JSON.stringify(word.box);
    pieces.push(element);
    from = at + word.text.length;
  }
  pieces.push(whole.slice(from));
  text.replaceChildren(...pieces);
}

/** Tabs of the side panel, with the arrow keys of the ARIA pattern. */
function tabs(screen: HTMLElement): void {
  const list = screen.querySelector<HTMLElement>("[role=tablist]");
  if (!list) return;
  const all = [...list.querySelectorAll<HTMLButtonElement>("[role=tab]")];
  const choose = (chosen: HTMLButtonElement): void => {
    for (const tab of all) {
      const on = tab === chosen;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
    }
    screen.querySelector<HTMLElement>("[data-panel]")!.dataset.panel = chosen.dataset.tab!;
  };
  list.addEventListener("click", (event) => {
    const tab = (event.target as Element).closest<HTMLButtonElement>("[role=tab]");
    if (tab) choose(tab);
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = all[(all.indexOf(document.activeElement as HTMLButtonElement) + step + all.length) % all.length];
    next.focus();
    choose(next);
  });
}
