// A picture that grows and moves under wheel, fingers and mouse. At its natural place a stroke is a swipe.
const MOST = 6, STEP = 2.5, SLACK = 6;

export class Zoom {
  constructor(stage, { onChange, onSwipe }) {
    Object.assign(this, { stage, onChange, onSwipe });
    this.fingers = new Map();
    stage.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.by(event.deltaY < 0 ? 1.2 : 1 / 1.2, event);
    }, { passive: false });
    stage.addEventListener("dblclick", (event) => this.toggle(event));
    stage.addEventListener("pointerdown", (event) => this.down(event));
    stage.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) stage.addEventListener(name, (event) => this.up(event));
  }

  /** `picture` is null when what is shown does not grow. */
  start(picture) {
    this.picture = picture;
    this.fingers.clear();
    this.reset();
  }

  reset() {
    Object.assign(this, { scale: 1, x: 0, y: 0 });
    this.draw();
  }

  toggle(where) {
    if (this.scale > 1) this.reset();
    else this.by(STEP, where);
  }

  by(factor, where) {
    if (!this.picture) return;
    const scale = Math.max(1, Math.min(MOST, this.scale * factor)), box = this.stage.getBoundingClientRect();
    // What lies under the pointer stays there.
    const fromX = where?.clientX ? where.clientX - box.left - box.width / 2 : 0;
    const fromY = where?.clientY ? where.clientY - box.top - box.height / 2 : 0;
    const grown = scale / this.scale;
    this.x = fromX - (fromX - this.x) * grown;
    this.y = fromY - (fromY - this.y) * grown;
    this.scale = scale;
    this.draw();
  }

  draw() {
    if (this.scale === 1) this.x = this.y = 0;
    if (this.picture) {
      const wide = Math.max(0, (this.picture.offsetWidth * this.scale - this.stage.clientWidth) / 2);
      const high = Math.max(0, (this.picture.offsetHeight * this.scale - this.stage.clientHeight) / 2);
      this.x = Math.max(-wide, Math.min(wide, this.x));
      this.y = Math.max(-high, Math.min(high, this.y));
      this.picture.style.transform = this.scale > 1 ? `translate(${this.x}px, ${this.y}px) scale(${this.scale})` : "";
    }
    this.stage.classList.toggle("is-large", this.scale > 1);
    this.onChange(this.scale);
  }

  down(event) {
    if (event.target.matches("video")) return;
    this.hasMoved = false;
    this.fingers.set(event.pointerId, event);
    this.from = event;
  }

  move(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    if (event.pointerType === "mouse" && !event.buttons) return void this.fingers.clear(); // let go outside
    if (!this.hasMoved && Math.hypot(event.clientX - this.from.clientX, event.clientY - this.from.clientY) > SLACK) {
      this.hasMoved = true;
      if (this.picture) this.stage.setPointerCapture(event.pointerId); // not before: the click would be the stage's
    }
    if (this.fingers.size === 2) {
      const other = [...this.fingers.values()].find((one) => one.pointerId !== event.pointerId);
      this.by(distance(event, other) / distance(before, other), middle(event, other));
    } else if (this.scale > 1) {
      this.x += event.clientX - before.clientX;
      this.y += event.clientY - before.clientY;
      this.draw();
    }
    this.fingers.set(event.pointerId, event);
  }

  up(event) {
    if (!this.fingers.delete(event.pointerId) || event.type === "pointercancel") return;
    if (this.scale === 1 && !this.fingers.size && event.pointerType !== "mouse") this.onSwipe(event.clientX - this.from.clientX, event.clientY - this.from.clientY);
  }
}

const distance = (one, other) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1;
const middle = (one, other) => ({ clientX: (one.clientX + other.clientX) / 2, clientY: (one.clientY + other.clientY) / 2 });
