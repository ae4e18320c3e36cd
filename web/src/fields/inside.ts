/** Did the focus stay with an editor of several parts? Its own lists and pickers are drawn elsewhere in the page. */
export const isInside = (box: HTMLElement | null, to: EventTarget | null): boolean =>
  to instanceof Element &&
  (box?.contains(to) === true || to.closest('[role=listbox], [role=dialog][data-trigger]') !== null)
