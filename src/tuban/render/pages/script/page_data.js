// What the page was given, and what was packed in it: lines in whole metres, each point relative to the one before.
const data = JSON.parse(document.getElementById("data").textContent);
const words = data.words;

function decode(line) {
  const points = new Int32Array(line.length);
  for (let i = 0; i < line.length; i += 1) points[i] = line[i] + (i > 1 ? points[i - 2] : 0);
  return points;
}

function boxOf(lines) {
  if (!lines.length) return null;
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const line of lines) {
    for (let i = 0; i < line.length; i += 2) {
      box[0] = Math.min(box[0], line[i]);
      box[1] = Math.min(box[1], line[i + 1]);
      box[2] = Math.max(box[2], line[i]);
      box[3] = Math.max(box[3], line[i + 1]);
    }
  }
  return box;
}
