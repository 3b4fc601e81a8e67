import { readBoxes } from "./boxes";

/** Shows the part of a page thumbnail where the hit is, with the hit marked. Without boxes the top of the page stays. */
export function cropThumbnails(root: ParentNode): void {
  for (const frame of root.querySelectorAll<HTMLElement>("[data-crop]")) {
    const image = frame.querySelector("img");
    const boxes = readBoxes(frame.dataset.crop);
    if (!image || !boxes.length || frame.dataset.cropped) continue;
    frame.dataset.cropped = "yes";
    const place = (): void => {
      const height = (frame.clientWidth * image.naturalHeight) / Math.max(1, image.naturalWidth);
      const [, top, , bottom] = boxes[0];
      const middle = ((top + bottom) / 2) * height;
      const shift = Math.min(Math.max(0, middle - frame.clientHeight / 2), Math.max(0, height - frame.clientHeight));
      image.style.transform = `translateY(${-shift}px)`;
      for (const [x0, y0, x1, y1] of boxes) {
        const mark = document.createElement("span");
        mark.className = "ks-crop-mark";
        mark.style.left = `${x0 * 100}%`;
        mark.style.width = `${(x1 - x0) * 100}%`;
        mark.style.top = `${y0 * height - shift}px`;
        mark.style.height = `${(y1 - y0) * height}px`;
        frame.append(mark);
      }
    };
    if (image.complete && image.naturalWidth) place();
    else image.addEventListener("load", place, { once: true });
  }
}
