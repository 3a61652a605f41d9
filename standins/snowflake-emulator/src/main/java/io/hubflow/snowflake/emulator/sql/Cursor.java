package io.hubflow.snowflake.emulator.sql;

import io.hubflow.snowflake.emulator.sql.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A position in the tokens of one statement, with the small grammar that every part shares: keywords, names, options. */
final class Cursor {
    private final String sql;
    private final List<Token> tokens;
    private int at;
    private int binds;

    Cursor(String sql) {
        this.sql = sql;
        this.tokens = Lexer.tokens(sql);
    }

    Token peek() {
        return tokens.get(at);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(at + ahead, tokens.size() - 1));
    }

    Token take() {
        Token token = tokens.get(at);
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    int position() {
        return at;
    }

    void backTo(int position) {
        at = position;
    }

    int nextBind() {
        return ++binds;
    }

    int binds() {
        return binds;
    }

    /** The statement's text from the given token to just before the current one. */
    String textFrom(int position) {
        return sql.substring(tokens.get(position).start(), tokens.get(at - 1).end());
    }

    boolean atEnd() {
        return peek().kind() == Kind.END;
    }

    /** True when the next tokens are these words. */
    boolean at(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (!peek(i).isWord(words[i])) {
                return false;
            }
        }
        return true;
    }

    boolean accept(String... words) {
        if (!at(words)) {
            return false;
        }
        at += words.length;
        return true;
    }

    void expect(String... words) {
        for (String word : words) {
            if (!accept(word)) {
                throw unexpected();
            }
        }
    }

    boolean atOperator(String operator) {
        return peek().isOperator(operator);
    }

    boolean acceptOperator(String operator) {
        if (!atOperator(operator)) {
            return false;
        }
        at++;
        return true;
    }

    void expectOperator(String operator) {
        if (!acceptOperator(operator)) {
            throw unexpected();
        }
    }

    /** What Snowflake says of SQL that cannot be read; line and position as it counts them. */
    SnowflakeError unexpected() {
        Token token = peek();
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < token.start(); i++) {
            if (sql.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return SnowflakeError.syntax(line, token.start() - lineStart, token.text());
    }

    boolean atIdentifier() {
        return peek().kind() == Kind.WORD || peek().kind() == Kind.QUOTED;
    }

    String identifier() {
        Token token = take();
        return switch (token.kind()) {
            case WORD -> Name.stored(token.text());
            case QUOTED -> token.text();
            case STRING, NUMBER, OPERATOR, BIND, POSITION, STAGE, FILE, END -> {
                at--;
                throw unexpected();
            }
        };
    }

    Name name() {
        if (at("IDENTIFIER") && peek(1).isOperator("(")) {
            throw SnowflakeError.unsupported("IDENTIFIER(...)");
        }
        var parts = new ArrayList<String>();
        parts.add(identifier());
        while (acceptOperator(".")) {
            parts.add(identifier());
        }
        return new Name(parts);
    }

    String string() {
        if (peek().kind() != Kind.STRING) {
            throw unexpected();
        }
        return take().text();
    }

    int integer() {
        if (peek().kind() != Kind.NUMBER) {
            throw unexpected();
        }
        try {
            return Integer.parseInt(take().text());
        } catch (NumberFormatException e) {
            at--;
            throw unexpected();
        }
    }

    <T> List<T> commaSeparated(Supplier<T> one) {
        var all = new ArrayList<T>();
        do {
            all.add(one.get());
        } while (acceptOperator(","));
        return all;
    }

    <T> List<T> parenthesised(Supplier<T> one) {
        expectOperator("(");
        List<T> all = commaSeparated(one);
        expectOperator(")");
        return all;
    }

    TypeName typeName() {
        String word = identifier();
        if (word.equals("DOUBLE")) {
            accept("PRECISION");
        }
        if (word.equals("CHAR") || word.equals("NCHAR") || word.equals("CHARACTER")) {
            accept("VARYING");
        }
        List<Integer> arguments = atOperator("(") ? parenthesised(this::integer) : List.of();
        if (at("COLLATE") || at("WITH", "TIME", "ZONE")) {
            throw SnowflakeError.unsupported("type " + word + " " + peek().text());
        }
        return new TypeName(word, arguments);
    }

    /** {@code KEY = value} pairs, separated by blanks or commas, until something else comes. Keys upper-cased. */
    Map<String, Object> options() {
        var options = new LinkedHashMap<String, Object>();
        while (peek().kind() == Kind.WORD && (peek(1).isOperator("=") || peek(1).isOperator("=>"))) {
            String key = take().text().toUpperCase(Locale.ROOT);
            take();
            options.put(key, optionValue());
            acceptOperator(",");
        }
        return options;
    }

    /** A String, a List of Strings, or a Map for nested options. Unquoted words are upper-cased. */
    private Object optionValue() {
        if (!acceptOperator("(")) {
            return optionScalar();
        }
        if (acceptOperator(")")) {
            return List.of();
        }
        Object value;
        if (peek().kind() == Kind.WORD && peek(1).isOperator("=")) {
            value = options();
        } else {
            value = commaSeparated(this::optionScalar);
        }
        expectOperator(")");
        return value;
    }

    private String optionScalar() {
        return switch (peek().kind()) {
            case STRING, NUMBER -> take().text();
            case WORD, QUOTED -> name().toString();
            case OPERATOR -> {
                if (acceptOperator("-") && peek().kind() == Kind.NUMBER) {
                    yield "-" + take().text();
                }
                throw unexpected();
            }
            case BIND, POSITION, STAGE, FILE, END -> throw unexpected();
        };
    }

    /** A string option, or null. */
    static @Nullable String text(Map<String, Object> options, String key) {
        Object value = options.get(key);
        return value == null ? null : value.toString();
    }
}
