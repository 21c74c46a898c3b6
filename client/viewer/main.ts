import { showDiagrams } from "../diagrams/show.ts";
import { stepThroughChanges } from "./changes.ts";
import { followScroll } from "./contents.ts";
import { offerCopies } from "./copies.ts";
import { follow } from "./follow.ts";
import { listenForKeys } from "./keys.ts";
import { openPictures } from "./lightbox.ts";
import { foldMenus } from "./menus.ts";
import { landOldAddress } from "./old-addresses.ts";

/** What the reading pages do beyond showing text. Every part of it can be missing and the page is still whole. */
const scroll = followScroll();
listenForKeys(scroll);
offerCopies();
openPictures();
foldMenus();
landOldAddress();
stepThroughChanges();
showDiagrams();
follow(scroll.update);
