import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** Runs beside the page: reads files piece by piece and tells their SHA-256, so that the page stays smooth. */
const PIECE = 4 * 2 ** 20;

type Asked = { number: number; file: File };

self.addEventListener("message", (event: MessageEvent<Asked>) => {
  const { number, file } = event.data;
  digest(file).then(
    (sha256) => self.postMessage({ number, sha256 }),
    () => self.postMessage({ number, sha256: "" }),
  );
});

async function digest(file: File): Promise<string> {
  const hasher = sha256.create();
  for (let at = 0; at < file.size; at += PIECE) {
    hasher.update(new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer()));
  }
  return bytesToHex(hasher.digest());
}
