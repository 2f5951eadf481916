// @ts-check
// A camera on a page, that reads codes on and on and hands each over once. The browser's own reader is asked first; where it
// has none, zxing-wasm is fetched, on pages with a camera and nowhere else.

const SAME_WITHIN = 2000;
const SAME_ACROSS = 6000; // a page that is loaded anew by its code still has the code before its camera
const SEEN = "liangcao-camera-seen";
const PAUSE_BETWEEN = 120;
const LONGEST_SIDE = 1280;
const FORMATS = ["qr_code", "data_matrix", "code_128", "ean_13", "ean_8", "upc_a", "itf"];

/** @typedef {(video: HTMLVideoElement) => Promise<string>} Reader */
/** @typedef {{take: (text: string) => void, opensItself: boolean}} Use what becomes of a code; whether the
 * camera opens by itself where it may */

const scanner = /** @type {HTMLElement} */ (document.querySelector("[data-scanner]"));
const video = /** @type {HTMLVideoElement} */ (scanner.querySelector("[data-scan-video]"));
const state = /** @type {HTMLElement} */ (scanner.querySelector("[data-scan-state]"));

/** @param {string} name @returns {HTMLElement} */
const part = (name) => /** @type {HTMLElement} */ (scanner.querySelector(`[data-scan-${name}]`));
/** @param {string} name @returns {string} words of the page, in its language */
export const word = (name) => scanner.getAttribute(`data-word-${name}`) ?? "";

let isPaused = false;
/** @type {{text: string, at: number}} */
let seen = { text: "", at: 0 };
/** @type {AudioContext | undefined} */
let sound;
/** @type {Use} */
let use = { take: () => undefined, opensItself: true };

/**
 * Say by a tone, and by shaking, how it went.
 * @param {boolean} isGood a high short tone, else a low long one
 */
export function sing(isGood) {
  if (/** @type {any} */ (navigator).userActivation?.hasBeenActive !== false) navigator.vibrate?.(isGood ? 60 : [90, 60, 90]);
  if (!sound || sound.state !== "running") return;
  const tone = sound.createOscillator();
  const volume = sound.createGain();
  tone.frequency.value = isGood ? 1046 : 220;
  volume.gain.value = 0.12;
  tone.connect(volume).connect(sound.destination);
  tone.start();
  tone.stop(sound.currentTime + (isGood ? 0.09 : 0.3));
}

/** @param {string} text what the camera read */
function take(text) {
  const now = Date.now();
  const isSame = text === seen.text && now - seen.at < SAME_WITHIN;
  if (isSame) seen.at = now; // a code that stays before the camera is one scan
  if (isSame || isPaused) return;
  seen = { text, at: now };
  use.take(text);
}

/** What was before the camera when the page was left. */
function lastSeen() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(SEEN) ?? "null");
    const isHere = kept?.path === location.pathname && Date.now() - kept.at < SAME_ACROSS;
    return isHere ? { text: String(kept.text), at: Date.now() + SAME_ACROSS - SAME_WITHIN } : seen;
  } catch {
    return seen;
  }
}

/** @returns {Promise<Reader>} */
async function reader() {
  const own = /** @type {any} */ (window).BarcodeDetector;
  const formats = own ? await own.getSupportedFormats().catch(() => []) : [];
  if (formats.includes("qr_code")) {
    const detector = new own({ formats: FORMATS.filter((each) => formats.includes(each)) });
    return async (source) => (await detector.detect(source))[0]?.rawValue ?? "";
  }
  const zxing = await import(scanner.dataset.reader ?? "");
  zxing.prepareZXingModule({ overrides: { locateFile: () => scanner.dataset.wasm }, fireImmediately: true });
  const canvas = document.createElement("canvas");
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  return async (source) => {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(source.videoWidth, source.videoHeight));
    canvas.width = Math.round(source.videoWidth * scale);
    canvas.height = Math.round(source.videoHeight * scale);
    context.drawImage(source, 0, 0, canvas.width, canvas.height);
    const found = await zxing.readBarcodes(context.getImageData(0, 0, canvas.width, canvas.height), { maxNumberOfSymbols: 1 });
    return found[0]?.text ?? "";
  };
}

/** @param {Reader} read */
async function readOn(read) {
  while (video.srcObject) {
    if (!isPaused && video.readyState >= video.HAVE_CURRENT_DATA && !document.hidden) {
      const text = await read(video).catch(() => "");
      if (text) take(text);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_BETWEEN));
  }
}

/** @param {boolean} paused */
function pause(paused) {
  isPaused = paused;
  part("hold").setAttribute("aria-pressed", String(paused));
  state.textContent = word(paused ? "paused" : "reading");
}

/** @param {MediaStreamTrack} track @param {string} name @param {any} on @param {any} off */
function offer(track, name, on, off) {
  const button = part(name);
  button.hidden = false;
  button.addEventListener("click", async () => {
    const isOn = button.getAttribute("aria-pressed") !== "true";
    await track.applyConstraints({ advanced: [isOn ? on : off] }).then(() => button.setAttribute("aria-pressed", String(isOn))).catch(() => {});
  });
}

export async function open() {
  if (video.srcObject) return;
  part("open").setAttribute("aria-disabled", "true");
  const Sound = window.AudioContext ?? /** @type {any} */ (window).webkitAudioContext;
  sound = sound ?? (Sound ? new Sound() : undefined);
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } }, audio: false });
  } catch {
    part("open").removeAttribute("aria-disabled");
    state.textContent = word("denied");
    part("view").hidden = false;
    return;
  }
  part("open").hidden = true;
  part("view").hidden = false;
  part("hold").hidden = false;
  await video.play().catch(() => {});
  const track = /** @type {MediaStream} */ (video.srcObject).getVideoTracks()[0];
  const can = /** @type {any} */ (track?.getCapabilities?.() ?? {});
  if (track && can.torch) offer(track, "torch", { torch: true }, { torch: false });
  if (track && can.zoom?.max >= 2) offer(track, "zoom", { zoom: 2 }, { zoom: 1 });
  pause(false);
  await readOn(await reader());
}

export function close() {
  const stream = /** @type {MediaStream | null} */ (video.srcObject);
  stream?.getTracks().forEach((track) => track.stop());
  video.srcObject = null;
  for (const name of ["view", "hold", "torch", "zoom"]) part(name).hidden = true;
  part("open").hidden = false;
  part("open").removeAttribute("aria-disabled");
}

/**
 * Offer the camera of the page.
 * @param {Use} wanted
 */
export function startCamera(wanted) {
  use = wanted;
  seen = lastSeen();
  const canAsk = Boolean(navigator.mediaDevices?.getUserMedia);
  part("insecure").hidden = window.isSecureContext;
  part("none").hidden = canAsk || !window.isSecureContext;
  part("open").hidden = !canAsk;
  part("open").addEventListener("click", () => void open());
  const hold = part("hold");
  hold.addEventListener("pointerdown", () => pause(true));
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) hold.addEventListener(name, () => isPaused && pause(false));
  hold.addEventListener("keydown", (event) => {
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      if (!event.repeat) pause(!isPaused);
    }
  });
  const permissions = /** @type {any} */ (navigator.permissions);
  void permissions?.query({ name: "camera" }).then((/** @type {PermissionStatus} */ asked) => {
    if (asked.state === "granted" && canAsk && use.opensItself) void open();
  }).catch(() => {});
}

window.addEventListener("pagehide", () => {
  if (!video.srcObject) return;
  sessionStorage.setItem(SEEN, JSON.stringify({ ...seen, path: location.pathname }));
  close();
});
