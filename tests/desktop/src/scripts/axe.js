const done = arguments[arguments.length - 1];
const target = (node) => node.target.join(" ");
axe.run(document, { resultTypes: ["violations"] }).then(
  ({ violations }) =>
    done(
      violations.flatMap(({ id, help, nodes }) =>
        nodes.map((node) => `${id}: ${help}: ${target(node)} ${node.failureSummary}`),
      ),
    ),
  (error) => done([String(error)]),
);
