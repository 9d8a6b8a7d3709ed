// Shows how far a job has come. Without it the page loads itself anew every two seconds.
const section = document.querySelector("[data-events]");
const bar = section.querySelector("progress");
const put = (id, text) => {
  const element = document.getElementById(id);
  if (element.textContent !== text) element.textContent = text;
};
const source = new EventSource(section.dataset.events);

source.addEventListener("progress", (event) => {
  const news = JSON.parse(event.data);
  put("phase", news.phase);
  put("done", `${news.done} / ${news.total}`);
  put("left", news.left);
  bar.max = news.total;
  bar.value = news.done;
});

source.addEventListener("end", () => {
  source.close();
  location.reload();
});
