package io.hubflow.app.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The page as one HTML file that needs nothing else: no script, no font, no address. */
public final class HtmlTables {
    private static final String STYLE = "tables.css";

    private HtmlTables() {}

    public static String render(PortalTables portal, String place) {
        var page = new StringBuilder("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Tables of "
                + text(place) + "</title>\n<style>\n" + style() + "</style>\n</head>\n<body>\n<header>\n<h1>Tables of "
                + text(place)
                + "</h1>\n<p>System columns (<code>_id</code>, <code>_created_at</code>, …) are in every table and not"
                + " listed.</p>\n<nav>\n");
        portal.tables()
                .forEach(table -> page.append("<a href=\"#%s\">%s <span>%s</span></a>\n"
                        .formatted(id(table.name()), text(table.name()), TableWords.rows(table.rows()))));
        page.append("</nav>\n</header>\n<main>\n");
        if (!portal.links().isEmpty()) {
            page.append("<section>\n<h2>Links</h2>\n").append(LinksDiagram.svg(portal));
            page.append(
                    "<table class=\"links\"><thead><tr><th>table</th><th>from</th><th>to</th><th class=\"number\">rows</th></tr></thead><tbody>\n");
            portal.links()
                    .forEach(link -> page.append(
                            "<tr><td><code>%s</code></td><td>%s</td><td>%s</td><td class=\"number\">%,d</td></tr>\n"
                                    .formatted(text(link.table()), text(link.from()), text(link.to()), link.rows())));
            page.append("</tbody></table>\n</section>\n");
        }
        portal.tables().forEach(table -> section(page, table));
        if (!portal.others().isEmpty()) {
            page.append(
                    "<section>\n<h2>Other tables</h2>\n<table><thead><tr><th>table</th><th class=\"number\">rows</th></tr></thead><tbody>\n");
            portal.others()
                    .forEach((name, rows) ->
                            page.append("<tr><td><code>%s</code></td><td class=\"number\">%,d</td></tr>\n"
                                    .formatted(text(name), rows)));
            page.append("</tbody></table>\n</section>\n");
        }
        return page.append("</main>\n</body>\n</html>\n").toString();
    }

    private static void section(StringBuilder page, PortalTables.Table table) {
        page.append("<section id=\"%s\">\n<h2>%s <span>%s</span></h2>\n"
                .formatted(id(table.name()), text(table.name()), TableWords.rows(table.rows())));
        page.append(
                "<table class=\"columns\"><thead><tr><th>column</th><th>type</th><th class=\"number\">filled</th><th>meaning</th></tr></thead><tbody>\n");
        for (var column : table.columns()) {
            page.append(
                    "<tr><td><strong>%s</strong><br><code>%s</code></td><td>%s</td><td class=\"number\">%s</td><td>%s%s</td></tr>\n"
                            .formatted(
                                    text(column.label()),
                                    text(column.name()),
                                    text(column.type()),
                                    bar(column),
                                    text(TableWords.description(column)),
                                    options(column)));
        }
        page.append("</tbody></table>\n</section>\n");
    }

    private static String bar(PortalTables.Column column) {
        return column.filled().isEmpty()
                ? ""
                : String.format(
                        java.util.Locale.ROOT,
                        "<meter max=\"1\" value=\"%.3f\"></meter> <span>%s</span>",
                        column.filled().getAsDouble(),
                        TableWords.filled(column));
    }

    private static String options(PortalTables.Column column) {
        return column.options().isEmpty() ? "" : "<p class=\"options\">" + text(TableWords.options(column)) + "</p>";
    }

    private static String style() {
        try (var in = Objects.requireNonNull(HtmlTables.class.getResourceAsStream(STYLE))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String id(String table) {
        return "table-" + table.replaceAll("[^A-Za-z0-9_-]", "_");
    }

    static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
