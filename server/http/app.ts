import { randomUUID } from "node:crypto";
import { join } from "node:path";
import compression from "compression";
import express, { type Express, type RequestHandler, Router } from "express";
import { createPress } from "../render/press.ts";
import { checkAddress } from "./address.ts";
import { apiRouter } from "./api.ts";
import { archiveRouter } from "./archive.ts";
import { assetsRouter } from "./assets.ts";
import { blameRouter } from "./blame.ts";
import { changesRouter } from "./changes.ts";
import { type Comparing, createComparing } from "./comparing.ts";
import type { HttpDeps } from "./deps.ts";
import { diagramRouter } from "./diagram.ts";
import { editingRouter } from "./editing.ts";
import { failing, nothingHere } from "./fail.ts";
import { followRouter } from "./follow.ts";
import { gitRouter } from "./git-http.ts";
import { healthRouter } from "./health.ts";
import { historyRouter } from "./history.ts";
import { homeRouter } from "./home.ts";
import { createKeptAnswers } from "./kept-answers.ts";
import { liveTalks } from "./live-talks.ts";
import { type Answers, createAnswers, metricsRouter } from "./metrics.ts";
import { movedPages } from "./moved.ts";
import { movingRouter } from "./moving.ts";
import { namingRouter } from "./naming.ts";
import { newEventRouter } from "./new-event.ts";
import { ownOriginOnly } from "./origin.ts";
import { pagesRouter } from "./pages.ts";
import { picturesAtWidths } from "./pictures.ts";
import { presentRouter } from "./present.ts";
import { previewRouter } from "./preview.ts";
import { remoteHookRouter, remoteRouter } from "./remote.ts";
import type { Rendering } from "./rendering.ts";
import { rescueRouter } from "./rescue.ts";
import { security } from "./security.ts";
import { slidesRouter } from "./slides.ts";
import { speakersRouter } from "./speakers.ts";
import { uploadRouter } from "./upload.ts";
import { sessions } from "./viewer.ts";
import { createViews } from "./views.ts";

/** What a form's or JSON's own marks may add to a text, in bytes, beside escapes. */
const bodySlack = 64 * 1024;

/** Where the wikis that came before had all their decks. */
const OLD_SLIDES = "/slides.html";

type House = HttpDeps & Rendering & { readonly comparing: Comparing; readonly answers: Answers };

/**
 * The wiki over HTTP. What comes first sees what came over the wire: the address is judged before any router, git's
 * streams are served before anything reads or compresses bodies, a foreign page is refused before its body is read.
 *
 * Throws where `built` holds no build.
 */
export function createApp(deps: HttpDeps): Express {
  const views = createViews(deps.built);
  const program = (name: string): string => join(deps.built, "server", `${name}-worker.js`);
  const house: House = {
    ...deps,
    views,
    press: createPress(program("press")),
    comparing: createComparing(program("comparing")),
    answers: createAnswers(),
  };

  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.enable("case sensitive routing");
  app.set("query parser", "simple");
  app.locals["build"] = views.build;
  app.locals["answers"] = createKeptAnswers();

  app.use(house.answers.count, identify, security(), checkAddress);
  app.use(only((path) => path.startsWith("/notes.git"), gitRouter(deps)));
  app.use(ownOriginOnly, sessions(deps.sessions));
  app.use(only((path) => path.startsWith("/-/") || path === OLD_SLIDES, toolsRouter(house)));
  app.use(only((path) => path === "/" || path === "/index.html", homeRouter(house)));
  app.use(picturesAtWidths(deps), pagesRouter(house));

  app.use(nothingHere);
  app.use(movedPages(deps), failing(house));
  return app;
}

/** All that stands beside the pages: ways to write, look back and follow, and our own files. */
function toolsRouter(house: House): Router {
  const { maxTextBytes } = house;
  const tools = Router({ caseSensitive: true, strict: true });
  tools.use(compression());
  tools.use(
    assetsRouter(house),
    healthRouter(house),
    metricsRouter(house),
    diagramRouter(house),
    remoteHookRouter(house),
  );
  // Escapes: a line end of the text takes two bytes in JSON, and a byte of it up to three in a form.
  tools.use(express.json({ limit: 2 * maxTextBytes + bodySlack }));
  tools.use(express.urlencoded({ extended: false, limit: 3 * maxTextBytes + bodySlack }));
  tools.use(
    remoteRouter(house),
    apiRouter(house),
    followRouter({ ...house, talksOf: liveTalks(house) }),
    rescueRouter(house),
  );
  tools.use(movingRouter(house), newEventRouter(house), editingRouter(house), previewRouter(house), namingRouter());
  tools.use(uploadRouter(house), presentRouter(house));
  tools.use(slidesRouter(house), historyRouter(house), blameRouter(house), changesRouter(house));
  tools.use(speakersRouter(house), archiveRouter(house));
  return tools;
}

/**
 * A router for some addresses only. Without it each router that a page's reader has nothing to do with is walked through,
 * and costs a turn of the event loop besides.
 */
function only(isMeant: (path: string) => boolean, router: RequestHandler): RequestHandler {
  return (req, res, next) => {
    if (isMeant(req.path)) router(req, res, next);
    else next();
  };
}

/** Gives the request an id, for the answer and the log. */
const identify: RequestHandler = (_req, res, next) => {
  // Twelve digits of chance, from a pool: a call of its own to the system costs more than all else here.
  const id = randomUUID().slice(-12);
  res.locals["requestId"] = id;
  res.set("X-Request-Id", id);
  next();
};
