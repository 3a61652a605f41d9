package io.hubflow.app.tables;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** The tables on a circle and the links between them, as SVG. */
final class LinksDiagram {
    private static final int HEIGHT = 460;
    private static final int WIDTH = 860;
    private static final int BOX_WIDTH = 150;
    private static final int BOX_HEIGHT = 34;

    private record Point(double x, double y) {}

    private LinksDiagram() {}

    static String svg(PortalTables portal) {
        var names = new TreeSet<String>();
        portal.links().forEach(link -> {
            names.add(link.from());
            names.add(link.to());
        });
        var places = new LinkedHashMap<String, Point>();
        for (var name : names) {
            var angle = 2 * Math.PI * places.size() / names.size() - Math.PI / 2;
            places.put(
                    name,
                    new Point(
                            WIDTH / 2.0 + (WIDTH - BOX_WIDTH - 20) / 2.0 * Math.cos(angle),
                            HEIGHT / 2.0 + (HEIGHT - BOX_HEIGHT - 20) / 2.0 * Math.sin(angle)));
        }
        var svg = new StringBuilder();
        svg.append("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Links between the tables\">\n"
                .formatted(WIDTH, HEIGHT));
        portal.links().forEach(link -> line(svg, places, link));
        places.forEach((name, at) -> box(svg, name, at));
        return svg.append("</svg>\n").toString();
    }

    private static void line(StringBuilder svg, Map<String, Point> places, PortalTables.Link link) {
        var from = java.util.Objects.requireNonNull(places.get(link.from()));
        var to = java.util.Objects.requireNonNull(places.get(link.to()));
        var title = HtmlTables.text(link.table() + ": " + TableWords.rows(link.rows()));
        if (link.from().equals(link.to())) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"26\"><title>%s</title></circle>%n",
                    from.x() + BOX_WIDTH / 2.0,
                    from.y(),
                    title));
            return;
        }
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"><title>%s</title></line>%n",
                from.x(),
                from.y(),
                to.x(),
                to.y(),
                link.rows() == 0 ? "none" : "some",
                title));
    }

    private static void box(StringBuilder svg, String name, Point at) {
        svg.append(String.format(
                Locale.ROOT,
                "<a href=\"#%s\"><rect x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%d\" rx=\"8\"/>"
                        + "<text x=\"%.1f\" y=\"%.1f\">%s</text></a>%n",
                HtmlTables.id(name),
                at.x() - BOX_WIDTH / 2.0,
                at.y() - BOX_HEIGHT / 2.0,
                BOX_WIDTH,
                BOX_HEIGHT,
                at.x(),
                at.y() + 5,
                HtmlTables.text(name)));
    }
}
