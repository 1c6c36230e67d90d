// The server's SVG as a PNG: always as on paper, light, with its legend, whatever part of it is on the screen.

const TWICE = 2; // as many points as the picture has: letters stay sharp in print
const MOST = 8192; // points a side that every browser's canvas takes

/**
 * @param {string} address of the SVG
 * @returns {Promise<Blob>}
 */
export async function png(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(String(answer.status));
  const source = URL.createObjectURL(await answer.blob());
  try {
    const image = new Image();
    image.src = source;
    await image.decode();
    const scale = Math.min(TWICE, MOST / image.naturalWidth, MOST / image.naturalHeight);
    const sheet = document.createElement("canvas");
    sheet.width = Math.round(image.naturalWidth * scale);
    sheet.height = Math.round(image.naturalHeight * scale);
    sheet.getContext("2d").drawImage(image, 0, 0, sheet.width, sheet.height);
    return await new Promise((done, failed) => {
      sheet.toBlob((blob) => (blob ? done(blob) : failed(new Error("no room"))), "image/png");
    });
  } finally {
    URL.revokeObjectURL(source);
  }
}

/** Offers a file for saving. */
export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
