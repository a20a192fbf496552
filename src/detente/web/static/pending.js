// Shows the page once what it waits for is there. Without this script the browser asks again by itself.

const EVERY_MS = 500;

async function wait() {
  await new Promise((done) => setTimeout(done, EVERY_MS));
  const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" }).catch(() => null);
  if (answer === null || answer.headers.has("retry-after")) return wait();
  location.reload();
}

wait();
