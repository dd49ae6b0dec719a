import { columnAt } from './paint.js';
import type { Store } from './ui.js';

/** What the pointer, the wheel and the keys do on anything that has the axis of time. */
export function timeHandlers(store: Store) {
  const at = ({ currentTarget, clientX }: PointerEvent) => {
    const left = currentTarget instanceof Element ? currentTarget.getBoundingClientRect().left : 0;
    return columnAt(store.ui, clientX - left);
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      const column = at(event);
      if (event.button === 0 && column !== undefined) store.moveTo(column, true);
    },
    onPointerMove: (event: PointerEvent) => {
      // What moves under a pointer at rest tells of no wish.
      if (event.movementX === 0 && event.movementY === 0) return;
      const column = at(event);
      store.hover(column);
      if ((event.buttons & 1) === 1 && column !== undefined) store.moveTo(column, true);
    },
    onPointerLeave: () => store.hover(undefined),
    onWheel: (event: WheelEvent) => {
      const by =
        Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.shiftKey ? event.deltaY : 0;
      if (by === 0) return;
      event.preventDefault();
      store.scroll(Math.sign(by) * Math.max(1, Math.round(Math.abs(by) / 9)));
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (timeKey(store, event)) event.preventDefault();
    },
  };
}

/** @returns whether the key was one of time's */
export function timeKey(store: Store, { key }: KeyboardEvent): boolean {
  switch (key) {
    case 'ArrowLeft':
      store.step(-1);
      return true;
    case 'ArrowRight':
      store.step(1);
      return true;
    case 'Home':
      store.moveTo(0);
      return true;
    case 'End':
      store.moveTo(store.ui.model.columns.length - 1);
      return true;
    case 'Enter':
      store.compare(true);
      return true;
    case 'Escape':
      store.compare(false);
      return true;
    default:
      return false;
  }
}
