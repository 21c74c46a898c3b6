import type { Press } from "../render/press.ts";
import type { Views } from "./views.ts";

/** What a router is given that shows notes as HTML. */
export interface Rendering {
  readonly views: Views;
  readonly press: Press;
}
