/* A voice message from the browser's microphone. What it records in is the server's concern. */
const part = (name) => document.querySelector(`[data-part="${name}"]`);
let recorder = null;
let pieces = [];
let started = 0;
let timer = 0;

export const isRecording = () => recorder !== null;

/** Raises what the browser raises when there is no microphone or it may not be used. */
export async function record() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  recorder = new MediaRecorder(stream);
  pieces = [];
  recorder.ondataavailable = (event) => pieces.push(event.data);
  recorder.start();
  started = Date.now();
  show(true);
  timer = setInterval(tick, 250);
}

/** The recording as a file; null when it was called off. */
export async function stopRecording() {
  const ended = recorder;
  if (!ended) return null;
  await new Promise((resolve) => {
    ended.onstop = resolve;
    ended.stop();
  });
  const type = ended.mimeType;
  dropRecording();
  return new File(pieces, "voice", { type });
}

export function dropRecording() {
  if (!recorder) return;
  if (recorder.state !== "inactive") recorder.stop();
  for (const track of recorder.stream.getTracks()) track.stop();
  recorder = null;
  clearInterval(timer);
  show(false);
}

function show(isOn) {
  if (!part("recording")) return;
  part("recording").hidden = !isOn;
  document.querySelector(".composer").classList.toggle("is-recording", isOn);
  tick();
}

function tick() {
  const seconds = Math.floor((Date.now() - started) / 1000);
  part("recorded").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
