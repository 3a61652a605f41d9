package io.hubflow.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows in aligned columns, for people. Numbers stand right; line breaks and control characters in values are made visible. */
public final class TextTable {
    /** Longer values are cut, with an ellipsis, so that a row stays a line on most screens. */
    private static final int MAX_WIDTH = 60;
    /** Narrower columns tell nothing any more: then every value gets a line of its own. */
    private static final int LEAST_WIDTH = 8;

    private static final int GAP = 2;

    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(List<String> header) {
        this.header = List.copyOf(header);
    }

    public TextTable row(List<String> cells) {
        if (cells.size() != header.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + header.size() + " columns");
        }
        rows.add(cells.stream().map(TextTable::escaped).toList());
        return this;
    }

    public TextTable row(String... cells) {
        return row(List.of(cells));
    }

    /** The lines, each ended by a newline and without blanks at its end. */
    public String render() {
        return render(Integer.MAX_VALUE);
    }

    /** Likewise, with the widest columns cut so that a line has at most so many characters, where that is possible. */
    public String render(int columns) {
        var widths = fittedWidths(columns);
        var right = new boolean[header.size()];
        for (var column = 0; column < widths.length; column++) {
            var index = column;
            var cells = rows.stream().map(row -> row.get(index)).toList();
            right[column] = !cells.isEmpty() && cells.stream().allMatch(TextTable::isNumber);
        }
        var text = new StringBuilder();
        line(text, header, widths, right);
        line(text, header.stream().map(name -> "").toList(), widths, right, '-');
        rows.forEach(row -> line(text, row, widths, right));
        return text.toString();
    }

    /** Whether a line can have at most so many characters without columns that tell nothing. */
    public boolean fitsInto(int columns) {
        return total(fittedWidths(columns)) <= columns;
    }

    /** As a table where its lines have at most so many characters with nothing cut; else one value a line. */
    public String renderUncut(int columns) {
        return total(fittedWidths(Integer.MAX_VALUE)) <= columns ? render() : renderRecords();
    }

    /** One value a line, with its column's name before it; nothing is cut. */
    public String renderRecords() {
        var names = header.stream().mapToInt(TextTable::length).max().orElse(0);
        var text = new StringBuilder();
        for (var i = 0; i < rows.size(); i++) {
            text.append("-- record ").append(i + 1).append(" --\n");
            for (var column = 0; column < header.size(); column++) {
                var name = header.get(column);
                text.append(name).append(" ".repeat(names - length(name) + GAP));
                text.append(rows.get(i).get(column)).append('\n');
            }
        }
        return text.toString();
    }

    /** Text whose line breaks are part of it, as whole lines; other control characters are made visible. */
    static String drawing(String text) {
        return text.lines().map(line -> escaped(line).stripTrailing() + "\n").collect(Collectors.joining());
    }

    private int[] fittedWidths(int columns) {
        var widths = new int[header.size()];
        for (var column = 0; column < widths.length; column++) {
            var index = column;
            widths[column] = Math.max(
                    length(header.get(column)),
                    Math.min(
                            MAX_WIDTH,
                            rows.stream()
                                    .mapToInt(row -> length(row.get(index)))
                                    .max()
                                    .orElse(0)));
        }
        while (total(widths) > columns) {
            var widest = IntStream.range(0, widths.length).reduce(0, (a, b) -> widths[b] > widths[a] ? b : a);
            if (widths[widest] <= LEAST_WIDTH) {
                break;
            }
            widths[widest]--;
        }
        return widths;
    }

    private static int total(int[] widths) {
        return IntStream.of(widths).sum() + GAP * Math.max(0, widths.length - 1);
    }

    private static void line(StringBuilder text, List<String> cells, int[] widths, boolean[] right) {
        line(text, cells, widths, right, ' ');
    }

    private static void line(StringBuilder text, List<String> cells, int[] widths, boolean[] right, char fill) {
        var parts = new ArrayList<String>();
        for (var column = 0; column < widths.length; column++) {
            var cell = cut(cells.get(column), widths[column]);
            var padding = String.valueOf(fill).repeat(widths[column] - length(cell));
            parts.add(right[column] ? padding + cell : cell + padding);
        }
        text.append(parts.stream().collect(Collectors.joining("  ")).stripTrailing())
                .append('\n');
    }

    private static boolean isNumber(String cell) {
        return !cell.isEmpty() && cell.chars().allMatch(c -> Character.isDigit(c) || "-+.,%e ".indexOf(c) >= 0);
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String escaped(String cell) {
        var text = new StringBuilder();
        cell.codePoints().forEach(point -> {
            switch (point) {
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (Character.isISOControl(point)) {
                        text.append(String.format("\\u%04x", point));
                    } else {
                        text.appendCodePoint(point);
                    }
                }
            }
        });
        return text.toString();
    }

    private static String cut(String text, int width) {
        return length(text) <= width ? text : text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
    }
}
