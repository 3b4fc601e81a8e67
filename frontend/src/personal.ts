import OpenSeadragon from "openseadragon";
import { readBoxes, type Box } from "./boxes";
import { PageImage, wireTools, type Page } from "./page-image";

/** Places with personal data on a page: each shown when asked for, a missed one drawn by dragging. */
export function start(screen: HTMLElement): void {
  const image = new PageImage(screen.querySelector<HTMLElement>("[data-image]")!, false);
  wireTools(screen, image);
  image.open(JSON.parse(screen.dataset.page!) as Page);
  const rows = [...screen.querySelectorAll<HTMLElement>("[data-mark]")];
  for (const state of ["waiting", "right"]) {
    const chosen = rows.filter((row) => row.dataset.state === state);
    image.mark(
      chosen.flatMap((row) => readBoxes(row.dataset.box).map((box) => ({ box, title: row.querySelector("[data-show]")?.textContent?.trim() }))),
      `personal-${state}`,
    );
  }
  const light = (row: HTMLElement): void => {
    rows.forEach((other) => other.classList.toggle("is-lit", other === row));
    const [box] = readBoxes(row.dataset.box);
    image.mark(box ? [{ box }] : [], "focus");
    if (box) image.show(box);
  };
  for (const row of rows) {
    row.querySelector("[data-show]")?.addEventListener("click", () => light(row));
    row.addEventListener("focusin", () => light(row));
  }
  drawing(screen, image);
}

/** While the part for drawing is open, dragging on the picture draws instead of moving it. */
function drawing(screen: HTMLElement, image: PageImage): void {
  const part = screen.querySelector<HTMLDetailsElement>("[data-draw]");
  if (!part) return;
  const sides = ["x0", "y0", "x1", "y1"].map((name) => part.querySelector<HTMLInputElement>(`[name=${name}]`)!);
  let from: [number, number] | undefined;
  const at = (position: OpenSeadragon.Point): [number, number] => {
    const point = image.osd.viewport.pointFromPixel(position);
    const size = image.osd.world.getItemAt(0).getContentSize();
    const within = (share: number): number => Math.min(1, Math.max(0, share));
    return [within(point.x), within((point.y * size.x) / size.y)];
  };
  const told = (to: [number, number]): Box => [Math.min(from![0], to[0]), Math.min(from![1], to[1]), Math.max(from![0], to[0]), Math.max(from![1], to[1])];
  part.addEventListener("toggle", () => image.osd.setMouseNavEnabled(!part.open));
  new OpenSeadragon.MouseTracker({
    element: image.osd.canvas,
    pressHandler: (event) => {
      from = part.open && image.osd.isOpen() ? at((event as unknown as { position: OpenSeadragon.Point }).position) : undefined;
    },
    dragHandler: (event) => {
      if (!from) return;
      const box = told(at((event as unknown as { position: OpenSeadragon.Point }).position));
      image.mark([{ box }], "focus");
      box.forEach((share, index) => (sides[index].value = (share * 100).toFixed(2)));
    },
  });
}
