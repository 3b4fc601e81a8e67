import OpenSeadragon from "openseadragon";
import type { Box } from "./boxes";

export type Page = { number: number; info_url: string; width: number; height: number };

const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

// OpenSeadragon adds an inline style sheet for touch screens, which the content security policy forbids and reports. It
// leaves that out when it finds one; this stand-in has the name but, being of no known namespace, is no style sheet.
// Our own style sheet says what the left-out one would.
const mark = "data-openseadragon-mobile-css";
if (!document.querySelector(`style[${mark}]`)) {
  const standIn = document.createElementNS("urn:khoso", "style");
  standIn.setAttribute(mark, "true");
  document.head.append(standIn);
}

/** One page of an item on screen: zoom, turn, mark places. Wraps OpenSeadragon so that screens speak of boxes. */
export class PageImage {
  readonly osd: OpenSeadragon.Viewer;
  private page?: Page;
  private waiting: Array<() => void> = [];
  // How the page was fitted, as long as nobody has moved it: a window of another size fits it again.
  private fit: "whole" | "wide" | "" = "";

  constructor(
    private readonly host: HTMLElement,
    private readonly startAtWidth: boolean,
  ) {
    this.osd = OpenSeadragon({
      element: host,
      drawer: "canvas",
      showNavigationControl: false,
      animationTime: calm ? 0 : 0.4,
      visibilityRatio: 0.4,
      minZoomImageRatio: 0.7,
      maxZoomPixelRatio: 3,
      gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true, scrollToZoom: true },
      gestureSettingsTouch: { pinchRotate: false, clickToZoom: false, dblClickToZoom: true },
    } as OpenSeadragon.Options);
    this.osd.addHandler("open", () => this.ready());
    this.osd.addHandler("open-failed", () => host.classList.add("is-missing"));
    for (const moved of ["canvas-drag", "canvas-scroll", "canvas-pinch", "canvas-double-click", "canvas-key"] as const) {
      this.osd.addHandler(moved, () => (this.fit = ""));
    }
    this.osd.addHandler("after-resize", () => queueMicrotask(() => this.refit()));
    // The picture has its own keys only for zoom and moving; turning pages belongs to the screen.
    this.osd.addHandler("canvas-key", (event) => {
      const key = (event.originalEvent as KeyboardEvent).key;
      if (!["+", "-", "=", "0", "ArrowUp", "ArrowDown", "w", "a", "s", "d"].includes(key)) {
        event.preventDefaultAction = true;
      }
    });
  }

  /** Shows `page`; does nothing when it is the one already shown. */
  open(page: Page): void {
    if (this.page?.info_url === page.info_url) return;
    this.page = page;
    this.waiting = [];
    this.host.classList.remove("is-missing");
    this.host.setAttribute("aria-busy", "true");
    // A plain picture instead of an info.json is shown as it is, without tiles.
    const tiles = /info\.json(\?|$)/.test(page.info_url);
    this.osd.open({ tileSource: tiles ? page.info_url : { type: "image", url: page.info_url } });
  }

  /** The picture is taken from the page; nothing of it is asked for any more. */
  close(): void {
    this.osd.destroy();
  }

  get shown(): number | undefined {
    return this.page?.number;
  }

  /** Takes away every mark of `kind` and draws the given ones. */
  mark(boxes: Array<{ box: Box; title?: string }>, kind: string): void {
    this.whenReady(() => {
      this.host.querySelectorAll(`.ks-mark-${kind}`).forEach((element) => this.osd.removeOverlay(element as HTMLElement));
      for (const { box, title } of boxes) {
        const element = document.createElement("div");
        element.className = `ks-mark ks-mark-${kind}`;
        if (title) element.title = title;
        this.osd.addOverlay({ element, location: this.rectangle(box) });
      }
    });
  }

  /** Moves so that `box` is in sight, with its surroundings; a box already well in sight is left where it is. */
  show(box: Box): void {
    this.whenReady(() => {
      this.fit = "";
      const place = this.rectangle(box);
      const view = this.osd.viewport.getBounds();
      const inside =
        place.x >= view.x && place.y >= view.y &&
        place.x + place.width <= view.x + view.width && place.y + place.height <= view.y + view.height;
      if (inside && place.width > view.width / 12) return;
      const width = Math.min(1, Math.max(place.width * 1.4, 0.7));
      const height = (width * view.height) / view.width;
      const centre = place.getCenter();
      const left = Math.min(Math.max(0, centre.x - width / 2), Math.max(0, 1 - width));
      this.osd.viewport.fitBounds(new OpenSeadragon.Rect(left, centre.y - height / 2, width, height), calm);
    });
  }

  zoom(factor: number): void {
    this.fit = "";
    this.osd.viewport?.zoomBy(factor);
    this.osd.viewport?.applyConstraints();
  }

  /** The whole page with a little of the desk around it. */
  whole(atOnce = calm): void {
    this.whenReady(() => {
      this.fit = "whole";
      this.osd.viewport.fitBounds(this.rectangle([-0.03, -0.02, 1.03, 1.02]), atOnce);
    });
  }

  /** As wide as the window, from the top of the page. */
  wide(atOnce = calm): void {
    this.whenReady(() => {
      this.fit = "wide";
      const view = this.osd.viewport.getBounds();
      this.osd.viewport.fitBounds(new OpenSeadragon.Rect(0, 0, 1, view.height / view.width), atOnce);
    });
  }

  private refit(): void {
    if (!this.osd.isOpen()) return;
    if (this.fit === "whole") this.whole(true);
    if (this.fit === "wide") this.wide(true);
  }

  turn(): void {
    this.osd.viewport?.setRotation((this.osd.viewport.getRotation() + 90) % 360);
  }

  fullScreen(frame: HTMLElement): void {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void frame.requestFullscreen?.();
  }

  private rectangle([x0, y0, x1, y1]: Box): OpenSeadragon.Rect {
    const size = this.osd.world.getItemAt(0)?.getContentSize();
    const ratio = size ? size.y / size.x : (this.page?.height ?? 1414) / (this.page?.width || 1000);
    return new OpenSeadragon.Rect(x0, y0 * ratio, x1 - x0, (y1 - y0) * ratio);
  }

  private whenReady(act: () => void): void {
    if (this.osd.isOpen()) act();
    else this.waiting.push(act);
  }

  private ready(): void {
    this.host.removeAttribute("aria-busy");
    if (this.startAtWidth) this.wide(true);
    else this.whole(true);
    const acts = this.waiting;
    this.waiting = [];
    acts.forEach((act) => act());
  }
}

/** Wires `data-tool` buttons (zoom-in, zoom-out, whole, wide, turn, full-screen) inside `frame` to `image`. */
export function wireTools(frame: HTMLElement, image: PageImage): void {
  const tools: Record<string, () => void> = {
    "zoom-in": () => image.zoom(1.35),
    "zoom-out": () => image.zoom(1 / 1.35),
    whole: () => image.whole(),
    wide: () => image.wide(),
    turn: () => image.turn(),
    "full-screen": () => image.fullScreen(frame.querySelector<HTMLElement>("[data-stage]") ?? frame),
  };
  frame.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-tool]");
    if (button) tools[button.dataset.tool!]?.();
  });
}
