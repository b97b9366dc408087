// Every row of the list of sources, as the texts of its cells by column header.
const table = document.querySelector("main .view:not([hidden]) table");
const columns = [...(table?.tHead.rows[0].cells ?? [])].map((header) => header.innerText.trim());
return [...(table?.tBodies[0].rows ?? [])].map((row) =>
  Object.fromEntries(columns.map((column, index) => [column, row.cells[index].innerText])),
);
