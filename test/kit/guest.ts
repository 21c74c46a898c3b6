/** A cookie of somebody who has given this name, for clients that are no browser. */
export async function named(url: string, name: string): Promise<string> {
  const answer = await fetch(`${url}/-/name`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ name }),
  });
  const cookie = answer.headers.get("set-cookie")?.split(";")[0];
  if (cookie === undefined) throw new Error(`no name given: ${answer.status}`);
  return cookie;
}
