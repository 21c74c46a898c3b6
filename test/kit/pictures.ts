import sharp, { type Sharp } from "sharp";

/** A picture of one colour. */
export function plainPicture(width: number, height: number, colour = "#8a1f5c"): Sharp {
  return sharp({ create: { width, height, channels: 3, background: colour } });
}

/** A photograph as a phone makes it: held upright, with the place it was taken at. */
export function photograph(width: number, height: number): Promise<Buffer> {
  const place = {
    GPSLatitudeRef: "N",
    GPSLatitude: "47/1 22/1 0/1",
    GPSLongitudeRef: "E",
    GPSLongitude: "8/1 32/1 0/1",
  };
  return plainPicture(width, height)
    .jpeg()
    .withExif({ IFD0: { Make: "Phone" }, IFD3: place })
    .withMetadata({ orientation: 6 })
    .toBuffer();
}
