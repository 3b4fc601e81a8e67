/** A rectangle on a page as fractions of its width and height: left, top, right, bottom. */
export type Box = [number, number, number, number];

/** Reads one box or a list of boxes from a data attribute; anything else is no box. */
export function readBoxes(json: string | undefined): Box[] {
  if (!json) return [];
  try {
    const value: unknown = JSON.parse(json);
    if (!Array.isArray(value)) return [];
    return (typeof value[0] === "number" ? [value] : value).filter(isBox);
  } catch {
    return [];
  }
}

export function isBox(value: unknown): value is Box {
  return Array.isArray(value) && value.length === 4 && value.every((part) => typeof part === "number");
}
