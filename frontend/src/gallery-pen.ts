import OpenSeadragon from "openseadragon";
import type { Box } from "./boxes";
import type { PageImage } from "./page-image";

const STEP = 0.01;
const LEAST = 0.008;

/** Draws one box on a page: with a mouse, a finger, or the arrow keys. */
export class Pen {
  private box: Box | null = null;
  private from: [number, number] | null = null;

  constructor(
    private readonly layer: HTMLElement,
    private readonly image: PageImage,
    private readonly done: (box: Box) => void,
    private readonly stopped: () => void,
  ) {
    layer.addEventListener("pointerdown", (event) => {
      // A second finger is no second box.
      if (event.button !== 0 || !event.isPrimary) return;
      layer.setPointerCapture(event.pointerId);
      this.from = this.share(event);
      this.box = null;
      event.preventDefault();
    });
    layer.addEventListener("pointermove", (event) => {
      if (!this.from || !event.isPrimary) return;
      const [x, y] = this.share(event);
      const [x0, y0] = this.from;
      this.draw([Math.min(x, x0), Math.min(y, y0), Math.max(x, x0), Math.max(y, y0)]);
    });
    layer.addEventListener("pointerup", (event) => {
      if (!event.isPrimary) return;
      this.from = null;
      if (this.box && this.box[2] - this.box[0] > LEAST && this.box[3] - this.box[1] > LEAST) this.finish();
      // A finger has no Escape: a tap lays the pen down.
      else if (event.pointerType === "touch") this.drop();
    });
    // A wheel still zooms while the pen is in hand.
    layer.addEventListener("wheel", (event) => {
      event.preventDefault();
      image.zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2);
    });
  }

  get isInHand(): boolean {
    return !this.layer.hidden;
  }

  take(box: Box | null): void {
    this.layer.hidden = false;
    this.box = null;
    if (box) this.draw(box);
  }

  drop(): void {
    if (!this.isInHand) return;
    this.layer.hidden = true;
    this.from = null;
    this.image.mark([], "pen");
    this.stopped();
  }

  /** Whether the pen had use for this key. */
  key(event: KeyboardEvent): boolean {
    if (!this.isInHand) return false;
    if (event.key === "Escape") {
      this.drop();
      return true;
    }
    if (event.key === "Enter" && this.box) {
      this.finish();
      return true;
    }
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way) return false;
    const [dx, dy] = [way[0] * STEP, way[1] * STEP];
    const [x0, y0, x1, y1] = this.box ?? [0.35, 0.4, 0.65, 0.55];
    if (event.shiftKey) this.draw([x0, y0, clamp(x1 + dx, x0 + STEP, 1), clamp(y1 + dy, y0 + STEP, 1)]);
    else {
      const [x, y] = [clamp(dx, -x0, 1 - x1), clamp(dy, -y0, 1 - y1)];
      this.draw(this.box ? [x0 + x, y0 + y, x1 + x, y1 + y] : [x0, y0, x1, y1]);
    }
    return true;
  }

  private finish(): void {
    const box = this.box!;
    this.layer.hidden = true;
    this.image.mark([], "pen");
    this.done(box);
  }

  private draw(box: Box): void {
    this.box = box;
    this.image.mark([{ box }], "pen");
  }

  private share(event: PointerEvent): [number, number] {
    const around = this.layer.getBoundingClientRect();
    const point = new OpenSeadragon.Point(event.clientX - around.left, event.clientY - around.top);
    const item = this.image.osd.world.getItemAt(0);
    if (!item) return [0, 0];
    const on = item.viewerElementToImageCoordinates(point);
    const size = item.getContentSize();
    return [clamp(on.x / size.x, 0, 1), clamp(on.y / size.y, 0, 1)];
  }
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
