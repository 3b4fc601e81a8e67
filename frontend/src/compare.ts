import type { PageImage } from "./page-image";

/** Two pages side by side that zoom and move together. Both are one wide, so that shares of one hold in the other. */
export function together(left: PageImage, right: PageImage, isOn: () => boolean): void {
  let moving = false;
  const follow = (from: PageImage, to: PageImage): void => {
    if (moving || !isOn() || !to.osd.isOpen() || !from.osd.isOpen()) return;
    moving = true;
    to.osd.viewport.zoomTo(from.osd.viewport.getZoom(), undefined, true);
    to.osd.viewport.panTo(from.osd.viewport.getCenter(), true);
    to.osd.viewport.setRotation(from.osd.viewport.getRotation());
    moving = false;
  };
  for (const [from, to] of [[left, right], [right, left]] as const) {
    for (const event of ["zoom", "pan", "rotate"] as const) from.osd.addHandler(event, () => follow(from, to));
  }
}
