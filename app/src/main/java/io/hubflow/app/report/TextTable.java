package io.hubflow.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Rows in aligned columns, for people. Numbers stand right; line breaks and control characters in values are made visible. */
public final class TextTable {
    /** Longer values are cut, with an ellipsis, so that a row stays a line on most screens. */
    private static final int MAX_WIDTH = 60;

    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(List<String> header) {
        this.header = List.copyOf(header);
    }

    public TextTable row(List<String> cells) {
        if (cells.size() != header.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + header.size() + " columns");
        }
        rows.add(cells.stream().map(TextTable::visible).toList());
        return this;
    }

    public TextTable row(String... cells) {
        return row(List.of(cells));
    }

    /** The lines, each ended by a newline and without blanks at its end. */
    public String render() {
        var widths = new int[header.size()];
        var right = new boolean[header.size()];
        for (var column = 0; column < widths.length; column++) {
            var index = column;
            var cells = rows.stream().map(row -> row.get(index)).toList();
            widths[column] = Math.max(
                    length(header.get(column)),
                    cells.stream().mapToInt(TextTable::length).max().orElse(0));
            right[column] = !cells.isEmpty() && cells.stream().allMatch(TextTable::isNumber);
        }
        var text = new StringBuilder();
        line(text, header, widths, right);
        line(text, header.stream().map(name -> "").toList(), widths, right, '-');
        rows.forEach(row -> line(text, row, widths, right));
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells, int[] widths, boolean[] right) {
        line(text, cells, widths, right, ' ');
    }

    private static void line(StringBuilder text, List<String> cells, int[] widths, boolean[] right, char fill) {
        var parts = new ArrayList<String>();
        for (var column = 0; column < widths.length; column++) {
            var cell = cells.get(column);
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

    private static String visible(String cell) {
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
        if (length(text.toString()) <= MAX_WIDTH) {
            return text.toString();
        }
        return text.substring(0, text.offsetByCodePoints(0, MAX_WIDTH - 1)) + "…";
    }
}
