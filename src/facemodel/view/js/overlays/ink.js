// A pen over the picture, as sharp as the screen, drawn again whenever the faces are.

/** @returns (overlays, scene) => draws what they draw by pen; a canvas that was clear and stays so is left alone */
export function createInk(canvas, picture) {
  let inked = false;
  return (overlays, scene) => {
    if (!overlays.inked && !inked) return;
    const ratio = globalThis.devicePixelRatio || 1;
    const [wide, high] = [picture.clientWidth, picture.clientHeight].map((size) => Math.round(size * ratio));
    if (canvas.width !== wide || canvas.height !== high) [canvas.width, canvas.height] = [wide, high];
    const pen = canvas.getContext("2d");
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, wide, high);
    pen.fillStyle = "rgb(0 0 0 / .01)";
    pen.fillRect(0, 0, 1, 1); // a canvas that was only cleared kept its last picture in Chromium without a GPU
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    inked = overlays.inked;
    if (inked) overlays.ink(pen, scene);
  };
}
