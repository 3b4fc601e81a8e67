import { readBoxes } from "./boxes";

const screen = document.querySelector<HTMLElement>("[data-rework]");
if (screen) void start(screen);

/** One defect before and after: both pages zoom together, the box stands on both, keys lead on. */
async function start(screen: HTMLElement): Promise<void> {
  const { PageImage, wireTools } = await import("./page-image");
  const { together } = await import("./compare");
  const beforeHost = screen.querySelector<HTMLElement>("[data-before]");
  const afterHost = screen.querySelector<HTMLElement>("[data-after]");
  const boxes = readBoxes(screen.dataset.box).map((box) => ({ box }));
  const shown = [beforeHost, afterHost].filter((host): host is HTMLElement => !!(host?.dataset.before || host?.dataset.after));
  const images = shown.map((host, number) => {
    host.replaceChildren();
    const image = new PageImage(host, false);
    image.open({ number, info_url: (host.dataset.before ?? host.dataset.after)!, width: 1000, height: 1414 });
    image.mark(boxes, "finding");
    return image;
  });
  if (images[0]) wireTools(screen, images[0]);
  if (images.length === 2) {
    const box = screen.querySelector<HTMLInputElement>("[data-together]");
    together(images[0], images[1], () => box?.checked ?? true);
  }
  document.addEventListener("keydown", (event) => {
    const target = event.target as Element;
    if (event.ctrlKey || event.altKey || event.metaKey || target.closest?.("input, textarea, select, button, a, summary, dialog")) return;
    const acts: Record<string, () => void> = {
      ArrowLeft: () => document.querySelector<HTMLAnchorElement>("a[rel=prev]")?.click(),
      ArrowRight: () => document.querySelector<HTMLAnchorElement>("a[rel=next]")?.click(),
      " ": () => {
        const form = screen.querySelector<HTMLFormElement>("[data-close]");
        if (form && !form.querySelector<HTMLButtonElement>("button")!.disabled) form.requestSubmit();
      },
    };
    if (!acts[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
  }, { capture: true });
}
