package io.hubflow.snowflake.emulator.sql;

import io.hubflow.snowflake.emulator.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts a statement into tokens; comments and blanks disappear here and nowhere else. */
final class Lexer {
    private static final List<String> OPERATORS = List.of(
            "::", "=>", "->", "<=", ">=", "<>", "!=", "||", "(", ")", ",", ".", ";", "=", "<", ">", "+", "-", "*", "/",
            "%", ":", "[", "]");

    private final String sql;
    private int at;

    private Lexer(String sql) {
        this.sql = sql;
    }

    static List<Token> tokens(String sql) {
        var lexer = new Lexer(sql);
        var tokens = new ArrayList<Token>();
        Token token;
        do {
            token = lexer.next();
            tokens.add(token);
        } while (token.kind() != Kind.END);
        return tokens;
    }

    private Token next() {
        skipBlanksAndComments();
        int start = at;
        if (at >= sql.length()) {
            return new Token(Kind.END, "<EOF>", start, start);
        }
        char c = sql.charAt(at);
        if (c == '\'') {
            return new Token(Kind.STRING, string(), start, at);
        }
        if (c == '"') {
            return new Token(Kind.QUOTED, quoted(), start, at);
        }
        if (sql.startsWith("$$", at)) {
            return new Token(Kind.STRING, dollarString(), start, at);
        }
        if (c == '@') {
            return new Token(Kind.STAGE, stage(), start, at);
        }
        if (sql.regionMatches(true, at, "file://", 0, 7)) {
            return new Token(Kind.FILE, untilBlank(), start, at);
        }
        if (isWordStart(c)) {
            return new Token(Kind.WORD, word(), start, at);
        }
        if (isDigit(c) || (c == '.' && at + 1 < sql.length() && isDigit(sql.charAt(at + 1)))) {
            return new Token(Kind.NUMBER, number(), start, at);
        }
        if (c == '?') {
            at++;
            return new Token(Kind.BIND, "?", start, at);
        }
        if (c == '$' && at + 1 < sql.length() && isDigit(sql.charAt(at + 1))) {
            at++;
            String digits = word();
            return new Token(Kind.POSITION, digits, start, at);
        }
        for (String operator : OPERATORS) {
            if (sql.startsWith(operator, at)) {
                at += operator.length();
                return new Token(Kind.OPERATOR, operator, start, at);
            }
        }
        throw SnowflakeError.syntax(1, start, String.valueOf(c));
    }

    private void skipBlanksAndComments() {
        while (at < sql.length()) {
            if (Character.isWhitespace(sql.charAt(at))) {
                at++;
            } else if (sql.startsWith("--", at) || sql.startsWith("//", at)) {
                int newline = sql.indexOf('\n', at);
                at = newline < 0 ? sql.length() : newline + 1;
            } else if (sql.startsWith("/*", at)) {
                int close = sql.indexOf("*/", at + 2);
                if (close < 0) {
                    throw SnowflakeError.syntax(1, at, "/*");
                }
                at = close + 2;
            } else {
                return;
            }
        }
    }

    private String string() {
        var text = new StringBuilder();
        int start = at++;
        while (at < sql.length()) {
            char c = sql.charAt(at++);
            if (c == '\\' && at < sql.length()) {
                text.append(escaped(sql.charAt(at++)));
            } else if (c != '\'') {
                text.append(c);
            } else if (at < sql.length() && sql.charAt(at) == '\'') {
                text.append('\'');
                at++;
            } else {
                return text.toString();
            }
        }
        throw SnowflakeError.syntax(1, start, "'");
    }

    /** Backslash sequences of string constants (docs.snowflake.com/en/sql-reference/data-types-text, "Escape sequences"). */
    private char escaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case '0' -> '\0';
            case 'u' -> {
                if (at + 4 > sql.length()) {
                    throw SnowflakeError.syntax(1, at, "\\u");
                }
                char unicode = (char) Integer.parseInt(sql.substring(at, at + 4), 16);
                at += 4;
                yield unicode;
            }
            default -> c;
        };
    }

    private String quoted() {
        var text = new StringBuilder();
        int start = at++;
        while (at < sql.length()) {
            char c = sql.charAt(at++);
            if (c != '"') {
                text.append(c);
            } else if (at < sql.length() && sql.charAt(at) == '"') {
                text.append('"');
                at++;
            } else {
                return text.toString();
            }
        }
        throw SnowflakeError.syntax(1, start, "\"");
    }

    private String dollarString() {
        int close = sql.indexOf("$$", at + 2);
        if (close < 0) {
            throw SnowflakeError.syntax(1, at, "$$");
        }
        String text = sql.substring(at + 2, close);
        at = close + 2;
        return text;
    }

    private String stage() {
        int start = at;
        boolean inQuotes = false;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '"') {
                inQuotes = !inQuotes;
            } else if (!inQuotes && (Character.isWhitespace(c) || c == ',' || c == ')' || c == ';' || c == '(')) {
                break;
            }
            at++;
        }
        return sql.substring(start, at);
    }

    private String untilBlank() {
        int start = at;
        while (at < sql.length() && !Character.isWhitespace(sql.charAt(at)) && sql.charAt(at) != ';') {
            at++;
        }
        return sql.substring(start, at);
    }

    private String word() {
        int start = at;
        while (at < sql.length() && isWordPart(sql.charAt(at))) {
            at++;
        }
        return sql.substring(start, at);
    }

    private String number() {
        int start = at;
        while (at < sql.length() && (isDigit(sql.charAt(at)) || sql.charAt(at) == '.')) {
            at++;
        }
        if (at < sql.length() && (sql.charAt(at) == 'e' || sql.charAt(at) == 'E')) {
            int exponent = at + 1;
            if (exponent < sql.length() && (sql.charAt(exponent) == '+' || sql.charAt(exponent) == '-')) {
                exponent++;
            }
            if (exponent < sql.length() && isDigit(sql.charAt(exponent))) {
                at = exponent;
                while (at < sql.length() && isDigit(sql.charAt(at))) {
                    at++;
                }
            }
        }
        return sql.substring(start, at);
    }

    private static boolean isWordStart(char c) {
        return c == '_' || Character.isLetter(c);
    }

    private static boolean isWordPart(char c) {
        return c == '_' || c == '$' || Character.isLetterOrDigit(c);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
