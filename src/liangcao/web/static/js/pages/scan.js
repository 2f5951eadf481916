// @ts-check
// The page that takes codes in. A camera reads on and on: what it sees goes into the box and is sent as if a gun had
// typed it. The browser's own reader is asked first; where it has none, zxing-wasm is fetched, here and nowhere else.

const SAME_WITHIN = 2000;
const PAUSE_BETWEEN = 120;
const LONGEST_SIDE = 1280;
const FORMATS = ["qr_code", "data_matrix", "code_128", "ean_13", "ean_8", "upc_a", "itf"];

/** @typedef {(video: HTMLVideoElement) => Promise<string>} Reader */

const scanner = /** @type {HTMLElement} */ (document.querySelector("[data-scanner]"));
const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-scan-form]"));
const box = /** @type {HTMLInputElement} */ (form.querySelector("input"));
const video = /** @type {HTMLVideoElement} */ (scanner.querySelector("[data-scan-video]"));
const state = /** @type {HTMLElement} */ (scanner.querySelector("[data-scan-state]"));
const past = /** @type {HTMLElement} */ (document.querySelector("[data-scan-past]"));

/** @param {string} name @returns {HTMLElement} */
const part = (name) => /** @type {HTMLElement} */ (scanner.querySelector(`[data-scan-${name}]`));
/** @param {string} name @returns {string} */
const word = (name) => scanner.getAttribute(`data-word-${name}`) ?? "";

let isPaused = false;
let seen = { text: "", at: 0 };
/** @type {AudioContext | undefined} */
let sound;

/** @param {boolean} isGood a high short tone, else a low long one */
function sing(isGood) {
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

/** @param {string} code as it was read */
function remember(code) {
  const text = code.replace(/^https?:\/\/\S+\/q\//i, "");
  const list = past.querySelector("ol");
  if (!list) return;
  past.hidden = false;
  const known = Array.from(list.children).find((each) => each.getAttribute("data-text") === text);
  const times = Number(known?.getAttribute("data-times") ?? 0) + 1;
  const item = known ?? document.createElement("li");
  item.setAttribute("data-text", text);
  item.setAttribute("data-times", String(times));
  item.textContent = times > 1 ? `${text} · ${word("again")} × ${times}` : text;
  list.prepend(item);
}

/** @param {string} text what the camera read */
function take(text) {
  const now = Date.now();
  const isSame = text === seen.text && now - seen.at < SAME_WITHIN;
  if (isSame) seen.at = now; // a code that stays before the camera is one scan
  if (isSame || isPaused) return;
  seen = { text, at: now };
  const into = document.querySelector("[data-scan-into]"); // a form that waits for a code goes first
  if (into instanceof HTMLInputElement && !into.value) {
    into.value = text;
    sing(true);
    return;
  }
  box.value = text;
  remember(text);
  form.requestSubmit?.();
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

async function open() {
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

function start() {
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
  if (window.matchMedia("(pointer: fine)").matches && !document.querySelector("[data-scan-into]")) box.focus(); // no keyboard over a phone's camera
  const photo = document.querySelector('input[type="file"]');
  photo?.addEventListener("change", () => photo instanceof HTMLInputElement && photo.files?.length && photo.form?.requestSubmit?.());
  const permissions = /** @type {any} */ (navigator.permissions);
  void permissions?.query({ name: "camera" }).then((/** @type {PermissionStatus} */ asked) => {
    if (asked.state === "granted" && canAsk) void open();
  }).catch(() => {});
}

form.addEventListener("submit", () => {
  if (box.value.trim() && box.value !== seen.text) remember(box.value.trim());
});
document.addEventListener("htmx:after:swap", () => {
  const found = document.getElementById("found");
  if (found?.dataset.tone) sing(found.dataset.tone === "ok");
  if (document.activeElement === box) box.select(); // the gun's next code takes the place of this one
});
window.addEventListener("pagehide", () => {
  const stream = /** @type {MediaStream | null} */ (video.srcObject);
  stream?.getTracks().forEach((track) => track.stop());
  video.srcObject = null;
});
start();
