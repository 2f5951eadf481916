// @ts-check
// Signing for goods: a pad for finger or mouse, the name remembered on this phone, photos made small, the place when
// asked for, and what the clock of this phone shows. Without a script a typed name does.

const NAME = "liangcao-signs-as";
const LONGEST = 1600;

/** @param {HTMLElement} field */
function startPad(field) {
  const canvas = field.querySelector("canvas");
  const form = field.closest("form");
  const kept = form?.elements.namedItem("signature");
  const pen = canvas?.getContext("2d");
  if (!canvas || !pen || !(kept instanceof HTMLInputElement)) return;
  field.hidden = false;
  const clear = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.strokeStyle = "#111";
    pen.lineWidth = 4;
    pen.lineCap = pen.lineJoin = "round";
  };
  clear();
  let drawing = false;
  /** @param {PointerEvent} event */
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    drawing = true;
    pen.beginPath();
    const [x, y] = at(event);
    pen.moveTo(x, y);
    pen.lineTo(x + 0.1, y);
    pen.stroke();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    const [x, y] = at(event);
    pen.lineTo(x, y);
    pen.stroke();
  });
  const lift = () => {
    if (drawing) kept.value = canvas.toDataURL("image/png");
    drawing = false;
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  field.querySelector("[data-pad-clear]")?.addEventListener("click", () => {
    clear();
    kept.value = "";
  });
  form?.addEventListener("reset", clear);
}

/** @param {HTMLInputElement} field */
function startName(field) {
  try {
    if (!field.value) field.value = localStorage.getItem(NAME) ?? "";
    field.form?.addEventListener("submit", () => localStorage.setItem(NAME, field.value));
  } catch {
    // a phone that keeps nothing: the name is typed each time
  }
}

/** @param {HTMLElement} part */
function startPlace(part) {
  const kept = part.querySelector("input");
  const said = part.querySelector("[data-place-said]");
  if (!navigator.geolocation || !kept || !(said instanceof HTMLElement)) return;
  part.hidden = false;
  part.querySelector("[data-place-ask]")?.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        kept.value = `${coords.latitude.toFixed(5)},${coords.longitude.toFixed(5)} ±${Math.ceil(coords.accuracy)} m`;
        said.textContent = (said.dataset.ok ?? "") + kept.value;
      },
      () => {
        said.textContent = said.dataset.no ?? "";
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  });
}

/**
 * A photo of a phone is ten times as large as anybody needs, and tells where it was taken.
 * @param {HTMLInputElement} field
 */
async function shrink(field) {
  const file = field.files?.[0];
  if (!file || !window.createImageBitmap || !window.DataTransfer) return;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
    if (!(blob instanceof Blob)) return;
    const carrier = new DataTransfer();
    carrier.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
    field.files = carrier.files;
  } catch {
    // not a picture this browser reads: the server says what it thinks of it
  }
}

document.querySelectorAll("[data-pad]").forEach((field) => startPad(/** @type {HTMLElement} */ (field)));
document.querySelectorAll("input[data-remember]").forEach((field) => startName(/** @type {HTMLInputElement} */ (field)));
document.querySelectorAll("[data-place]").forEach((part) => startPlace(/** @type {HTMLElement} */ (part)));
document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLInputElement && "shrink" in event.target.dataset) void shrink(event.target);
});
document.addEventListener(
  "submit",
  (event) => {
    if (!(event.target instanceof HTMLFormElement)) return;
    const clock = event.target.querySelector("[data-clock]");
    if (clock instanceof HTMLInputElement) clock.value = String(Date.now());
  },
  true,
);
