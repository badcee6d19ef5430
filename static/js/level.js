// How loud it is, as bars that run from right to left.
const BAR = 3, GAP = 2, EVERY = 70;

export class Level {
  constructor(canvas) {
    this.canvas = canvas;
  }

  follow(stream) {
    this.context = new AudioContext();
    const analyser = this.context.createAnalyser(), samples = new Float32Array(analyser.fftSize);
    this.context.createMediaStreamSource(stream).connect(analyser);
    this.bars = [];
    this.timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const loud = Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
      this.bars.push(Math.min(1, Math.sqrt(loud) * 1.6));
      this.draw();
    }, EVERY);
  }

  draw() {
    const { canvas } = this, { clientWidth: width, clientHeight: height } = canvas, ratio = devicePixelRatio;
    if (canvas.width !== width * ratio) Object.assign(canvas, { width: width * ratio, height: height * ratio });
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.fillStyle = getComputedStyle(canvas).color;
    this.bars = this.bars.slice(-Math.ceil(width / (BAR + GAP)));
    [...this.bars].reverse().forEach((bar, index) => {
      const high = Math.max(2, bar * height);
      pen.fillRect(width - (index + 1) * (BAR + GAP), (height - high) / 2, BAR, high);
    });
  }

  stop() {
    clearInterval(this.timer);
    this.context?.close();
    this.context = null;
  }
}
