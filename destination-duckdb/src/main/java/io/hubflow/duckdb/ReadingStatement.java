package io.hubflow.duckdb;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets through one statement that reads. DuckDB's own locks ({@code READ_ONLY}, {@code enable_external_access = false}) do
 * not suffice: {@code COPY … TO} with {@code USE_TMP_FILE false} may write the very file that is open (seen with DuckDB
 * 1.5.6), and the driver runs every statement of a text that holds several.
 */
final class ReadingStatement {
    private static final Set<String> READING = Set.of(
            "SELECT", "WITH", "FROM", "VALUES", "TABLE", "SHOW", "DESCRIBE", "DESC", "SUMMARIZE", "PIVOT", "UNPIVOT");
    private static final Set<String> READING_PRAGMAS = Set.of(
            "TABLE_INFO",
            "SHOW_TABLES",
            "SHOW_TABLES_EXPANDED",
            "SHOW",
            "DATABASE_LIST",
            "DATABASE_SIZE",
            "STORAGE_INFO",
            "VERSION",
            "PLATFORM",
            "FUNCTIONS",
            "COLLATIONS");
    private static final Set<String> FILES_AND_EXTENSIONS =
            Set.of("COPY", "EXPORT", "IMPORT", "ATTACH", "DETACH", "INSTALL", "LOAD", "USE");
    private static final Set<String> SETTINGS = Set.of("SET", "RESET", "PRAGMA", "CALL");

    /** Blanks and comments, texts in either kind of quotes, dollar-quoted texts, words, and any other character. */
    private static final Pattern TOKEN = Pattern.compile(
            "(?<blank>\\s+|--[^\\n]*|/\\*(?:[^*]|\\*(?!/))*(?:\\*/)?)"
                    + "|[eE]'(?:[^'\\\\]|\\\\.|'')*'?|'(?:[^']|'')*'?|\"(?:[^\"]|\"\")*\"?"
                    + "|\\$(?<tag>[A-Za-z_]*)\\$(?:(?!\\$\\k<tag>\\$).)*(?:\\$\\k<tag>\\$)?"
                    + "|(?<word>[A-Za-z_][A-Za-z0-9_$]*)|.",
            Pattern.DOTALL);

    private ReadingStatement() {}

    /** @throws ConnectorException {@code CONFIGURATION_INVALID} when the text is anything but one statement that reads */
    static void require(String sql) {
        var tokens = tokens(sql);
        var end = tokens.indexOf(";");
        if (end >= 0 && tokens.subList(end, tokens.size()).stream().anyMatch(token -> !token.equals(";"))) {
            throw refused("The text holds several SQL statements.", "Run them one by one.");
        }
        var first = firstWord(tokens);
        if (first.isEmpty()) {
            throw refused("The SQL statement is empty.", "Give one such as: select count(*) from contacts");
        }
        if (!READING.contains(first)) {
            throw notReading(first, tokens);
        }
    }

    private static List<String> tokens(String sql) {
        var tokens = new ArrayList<String>();
        var matcher = TOKEN.matcher(sql);
        while (matcher.find()) {
            if (matcher.group("blank") == null) {
                tokens.add(isWord(matcher) ? matcher.group().toUpperCase(Locale.ROOT) : matcher.group());
            }
        }
        return tokens;
    }

    private static boolean isWord(Matcher matcher) {
        return matcher.group("word") != null;
    }

    /** What decides what the statement does: the word after {@code EXPLAIN (…) ANALYZE}, or a harmless pragma as SHOW. */
    private static String firstWord(List<String> tokens) {
        var at = skipParentheses(tokens, 0);
        if (at < tokens.size() && tokens.get(at).equals("EXPLAIN")) {
            at++;
            if (at < tokens.size() && tokens.get(at).equals("(")) {
                while (at < tokens.size() && !tokens.get(at).equals(")")) {
                    at++;
                }
                at++;
            }
            while (at < tokens.size()
                    && (tokens.get(at).equals("ANALYZE") || tokens.get(at).equals("("))) {
                at++;
            }
        }
        if (at >= tokens.size() || tokens.get(at).equals(";")) {
            return "";
        }
        var harmless = tokens.get(at).equals("PRAGMA")
                && at + 1 < tokens.size()
                && READING_PRAGMAS.contains(tokens.get(at + 1))
                && !tokens.contains("=");
        return harmless ? "SHOW" : tokens.get(at);
    }

    private static int skipParentheses(List<String> tokens, int from) {
        var at = from;
        while (at < tokens.size() && tokens.get(at).equals("(")) {
            at++;
        }
        return at;
    }

    private static ConnectorException notReading(String first, List<String> tokens) {
        if (FILES_AND_EXTENSIONS.contains(first)) {
            return refused(
                    first
                            + " is refused: a query reads the tables of this file and reaches no other file, extension or server.",
                    first.equals("COPY") || first.equals("EXPORT")
                            ? "For an export, print the rows: hubflow query 'select ...' --output csv > rows.csv"
                            : "Open the file in DuckDB's own shell for that; hubflow's tables need no extension.");
        }
        if (SETTINGS.contains(first)) {
            return refused(
                    first + " is refused: the settings of a query's connection are fixed.",
                    "Leave it out, or open the file in DuckDB's own shell.");
        }
        var word = Pattern.matches("[A-Z_]+", first);
        return refused(
                word ? "A statement that begins with " + first + " is not run." : "This is not an SQL statement.",
                "Begin with SELECT, WITH, FROM, SHOW, DESCRIBE, SUMMARIZE or EXPLAIN."
                        + (tokens.size() > 1 ? " Anything else is for DuckDB's own shell." : ""));
    }

    private static ConnectorException refused(String what, String action) {
        return new ConnectorException(
                ErrorCode.CONFIGURATION_INVALID, what, "Nothing was changed: this only reads.", action);
    }
}
