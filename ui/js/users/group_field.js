// The field 'Group(s)': groups are found by a part of their name, in all chosen sources.

import { chip, showChips } from "../parts/chip.js";
import { find } from "../parts/dom.js";
import { groupSearch } from "../parts/group_search.js";
import { currentFilter, keyOf, labelOf, learnLabels, setFilter } from "./filter.js";

const field = /** @type {HTMLInputElement} */ (find("#filter-group"));

groupSearch({
  field,
  list: find("#found-groups"),
  sources: () => currentFilter().sources,
  isChosen: ({ value }) => currentFilter().groups.some((chosen) => keyOf(chosen) === keyOf(value)),
  take: ({ value, label }) => {
    learnLabels([{ value, label }]);
    setFilter({ groups: [...currentFilter().groups, value] });
  },
});

/** Shows the groups that are chosen. */
export function showGroups() {
  const { groups } = currentFilter();
  const chips = groups.map((group) =>
    chip(labelOf(group), () => setFilter({ groups: groups.filter((other) => other !== group) })),
  );
  showChips(find("#group-field .chips"), chips, field);
}
