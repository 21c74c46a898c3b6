/** Folds the bar's menu away when one goes elsewhere. */
export function foldMenus(): void {
  const menus = [...document.querySelectorAll<HTMLDetailsElement>("details.menu")];
  const close = (event: Event): void => {
    for (const menu of menus) {
      if (menu.open && !(event.target instanceof Node && menu.contains(event.target))) menu.open = false;
    }
  };
  document.addEventListener("click", close);
  document.addEventListener("focusin", close);
  document.addEventListener("keydown", (event) => {
    const menu = menus.find((one) => one.open);
    if (event.key !== "Escape" || menu === undefined) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}
