import { type NewsLine, openNewsLine } from "../news-line.ts";
import { alone, comeBack, type Following, hear, isFollowing, isLeading, lookAround, type Told } from "./following.ts";
import { type Answer, openLeadDoor } from "./lead.ts";
import { goAlong } from "./moved.ts";
import type { Place } from "./naming.ts";
import { bindTold } from "./told.ts";

/** A window that can be led: the deck, or the speaker's view. */
export interface Led {
  place(): Place;
  /** Shows the place; false where the window has no such slide yet. */
  goTo(place: Place): boolean;
}

export interface Presenting {
  /** The person went somewhere in this window. */
  moved(): void;
  /** The window has other slides than before. */
  renewed(): void;
  /** Goes where the presenter is. */
  comeBack(): void;
}

/** What happens to the page, beside who leads. */
const CHANGES = ["open", "edited", "committed", "pushed"];

/**
 * Lets this window follow whoever presents, and lead where its own person does.
 *
 * @param page says by `data-follow` where to listen, and by `data-present` where to lead.
 * @param changed is called when the page may have changed, and after a break of the line.
 */
export function startPresenting(page: HTMLElement, led: Led, changed: () => void): Presenting | null {
  if (page.dataset["follow"] === undefined || page.dataset["present"] === undefined) return null;
  let state: Following = alone;
  /** The presenter is on a slide that is not here yet. */
  let missing = false;
  /** The answer to this person's beginning is out: what the line says of it must not take them back to where they began. */
  let beginning = false;
  let line = listen();
  const door = openLeadDoor(() => page.dataset["present"] ?? "", answered);
  const told = bindTold({ present: () => void act(null), over: (session) => void act(session), back });

  function listen(): NewsLine {
    const hear = Object.fromEntries(CHANGES.map((kind) => [kind, changed]));
    // What else the old address has to say is of a page that is not there.
    let moved = false;
    return openNewsLine(page.dataset["follow"] ?? "", {
      ...hear,
      slide: (data) => moved || take(JSON.parse(data)),
      moved(data) {
        moved = true;
        goAlong(page, JSON.parse(data).to);
        listenAnew();
        changed();
      },
    });
  }

  function listenAnew(): void {
    line.close();
    line = listen();
  }

  function take(news: Told): void {
    const before = state;
    state = hear(state, news);
    const leader = state.leader;
    // One who leads is moved by a second window of theirs, never by the echo of their own moves.
    const isEcho = isLeading(state) && (door.isMoving() || leader?.move === before.leader?.move);
    if (leader !== null && !state.away && !isEcho && !beginning) missing = !led.goTo(leader.place);
    // What was told last before the server ended, or its page went elsewhere, may have got lost.
    if (isLeading(state) && !door.isMoving() && isOlder(news, before)) door.move(led.place());
    told.show(state);
  }

  function answered(answer: Answer): void {
    if (answer.kind === "told") {
      state = hear(state, answer.told);
      told.show(state);
    } else if (answer.kind === "refused") told.say(answer.reason);
  }

  /** The button: begins, takes over, asks whether to, or ends. */
  async function act(over: string | null): Promise<void> {
    if (isLeading(state)) {
      const ended = await door.end();
      if (ended.kind === "told") state = { ...alone };
      told.show(state);
      if (ended.kind !== "told") told.say("The server was not reached. You still present.");
      return;
    }
    if (state.leader !== null && over !== state.leader.session) {
      told.ask(state.leader);
      return;
    }
    beginning = true;
    const answer = await door.begin(led.place(), over);
    beginning = false;
    if (answer.kind === "told") {
      // The line so far may be that of somebody without a name: the server is to know whose it is.
      listenAnew();
    } else if (answer.kind === "unreached") told.say("The server was not reached. Nobody was told.");
    answered(answer);
    // Where the person went on meanwhile. The same place again is told to nobody.
    if (isLeading(state)) door.move(led.place());
  }

  function back(): void {
    state = comeBack(state);
    if (state.leader !== null) missing = !led.goTo(state.leader.place);
    told.show(state);
  }

  return {
    moved() {
      if (isLeading(state)) door.move(led.place());
      else if (state.leader !== null && !state.away) {
        state = lookAround(state);
        told.show(state);
      }
    },
    renewed() {
      if (isLeading(state)) door.move(led.place());
      else if (isFollowing(state) && missing && state.leader !== null) missing = !led.goTo(state.leader.place);
    },
    comeBack: back,
  };
}

/** The server knows less of this lead than was heard here. */
function isOlder({ session, move = 0 }: Told, { leader }: Following): boolean {
  return leader !== null && leader.session === session && move < leader.move;
}
