package io.hubflow.app.tables;

/** The page in Markdown, with a diagram of the links in Mermaid. */
public final class MarkdownTables {
    private MarkdownTables() {}

    /** With a newline at the end. */
    public static String render(PortalTables portal, String place) {
        var page = new StringBuilder("# Tables of " + cell(place) + "\n\n");
        page.append("System columns (`_id`, `_created_at`, …) are in every table and not listed.\n\n");
        if (!portal.links().isEmpty()) {
            page.append("## Links\n\n```mermaid\nflowchart LR\n");
            portal.links()
                    .forEach(link -> page.append("    %s -- \"%s\" --- %s%n"
                            .formatted(node(link.from()), TableWords.rows(link.rows()), node(link.to()))));
            page.append("```\n\n| table | from | to | rows |\n|---|---|---|---:|\n");
            portal.links()
                    .forEach(link -> page.append("| `%s` | %s | %s | %,d |%n"
                            .formatted(link.table(), cell(link.from()), cell(link.to()), link.rows())));
            page.append('\n');
        }
        for (var table : portal.tables()) {
            page.append("## %s%n%n%s.%n%n".formatted(cell(table.name()), TableWords.rows(table.rows())));
            page.append("| column | label | type | filled | description | options |\n|---|---|---|---:|---|---|\n");
            for (var column : table.columns()) {
                page.append("| `%s` | %s | %s | %s | %s | %s |%n"
                        .formatted(
                                cell(column.name()),
                                cell(column.label()),
                                column.type(),
                                TableWords.filled(column),
                                cell(TableWords.description(column)),
                                cell(TableWords.options(column))));
            }
            page.append('\n');
        }
        if (!portal.others().isEmpty()) {
            page.append("## Other tables\n\n| table | rows |\n|---|---:|\n");
            portal.others().forEach((table, rows) -> page.append("| `%s` | %,d |%n".formatted(table, rows)));
        }
        return page.toString().replace("\r\n", "\n").stripTrailing() + "\n";
    }

    /** Mermaid takes no other characters in the id of a node. */
    private static String node(String table) {
        return table.replaceAll("[^A-Za-z0-9_]", "_") + "[\"" + table.replace("\"", "'") + "\"]";
    }

    private static String cell(String text) {
        return text.replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
