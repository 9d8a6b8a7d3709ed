// Shows a text as it would be printed while it is written. Without it the button "Show" does the same.
const form = document.querySelector("form[data-preview]");
const pause = 700;
let timer;
let isAsking = false;
let isWanted = false;

// Puts what the page says now in the place of what it said, when its pictures are there, so that nothing flickers.
const put = async (page, element) => {
  const news = page.getElementById(element.id);
  if (!news) return;
  const copy = document.importNode(news, true);
  await Promise.allSettled([...copy.querySelectorAll("img")].map((picture) => picture.decode()));
  element.replaceChildren(...copy.childNodes);
};

const show = async () => {
  isWanted = isAsking;
  if (isAsking) return;
  isAsking = true;
  const typed = new URLSearchParams(new FormData(form));
  typed.set("do", "show");
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: typed });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const places = [document.getElementById(form.dataset.preview), ...form.querySelectorAll("[data-said]")];
    await Promise.all(places.map((place) => put(page, place)));
  } catch {
    // The page is closed, or busy: what was shown stays.
  }
  isAsking = false;
  if (isWanted) show();
};

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(show, pause);
});
