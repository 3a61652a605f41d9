package io.hubflow.engine.filter;

import io.hubflow.engine.filter.Where.InvalidWhere;

/** Cuts the text of a filter into words, quoted texts and signs. Used by one thread. */
final class WhereTokens {
    private static final String SIGNS = "(),;";

    /** Texts longer than this are not repeated whole in a message. */
    private static final int SHOWN = 40;

    private final String text;
    private int position;
    private Token next;

    /** What a piece of text is. */
    enum Kind {
        WORD,
        QUOTED,
        SIGN,
        END
    }

    /** @param at position of its first letter, from 1 */
    record Token(Kind kind, String text, int at) {
        boolean isSign(String sign) {
            return kind == Kind.SIGN && text.equals(sign);
        }

        boolean isWord(String word) {
            return kind == Kind.WORD && text.equalsIgnoreCase(word);
        }

        boolean isValue() {
            return kind == Kind.WORD || kind == Kind.QUOTED;
        }

        /** For a message. */
        String shown() {
            return kind == Kind.END ? "the end" : text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
        }
    }

    WhereTokens(String text) throws InvalidWhere {
        this.text = text;
        this.next = read();
    }

    Token peek() {
        return next;
    }

    Token take() throws InvalidWhere {
        var taken = next;
        next = read();
        return taken;
    }

    /** The object type before the colon, which is part of no value yet. */
    Token takeType() throws InvalidWhere {
        var start = next;
        var colon = text.indexOf(':', start.at() - 1);
        var name = colon < 0 ? "" : text.substring(start.at() - 1, colon).strip();
        if (name.isEmpty() || !name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-')) {
            throw expected("an object type and a colon, such as deals:", start);
        }
        position = colon + 1;
        next = read();
        return new Token(Kind.WORD, name, start.at());
    }

    InvalidWhere expected(String what, Token found) {
        return problem(found, "expected " + what + ", but found " + found.shown());
    }

    InvalidWhere problem(Token at, String sentence) {
        var rest = text.substring(Math.min(at.at() - 1, text.length()));
        var shown = rest.length() <= SHOWN ? rest : rest.substring(0, SHOWN) + "…";
        return new InvalidWhere(
                "at character " + at.at() + (rest.isEmpty() ? "" : ", before \"" + shown + "\"") + ": " + sentence);
    }

    private Token read() throws InvalidWhere {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        var at = position + 1;
        if (position == text.length()) {
            return new Token(Kind.END, "", at);
        }
        var c = text.charAt(position);
        if (SIGNS.indexOf(c) >= 0) {
            position++;
            return new Token(Kind.SIGN, String.valueOf(c), at);
        }
        return c == '\'' || c == '"' ? quoted(c, at) : word(at);
    }

    private Token word(int at) {
        var from = position;
        while (position < text.length()
                && !Character.isWhitespace(text.charAt(position))
                && SIGNS.indexOf(text.charAt(position)) < 0) {
            position++;
        }
        return new Token(Kind.WORD, text.substring(from, position), at);
    }

    private Token quoted(char quote, int at) throws InvalidWhere {
        var value = new StringBuilder();
        position++;
        while (position < text.length()) {
            var c = text.charAt(position++);
            if (c != quote) {
                value.append(c);
            } else if (position < text.length() && text.charAt(position) == quote) {
                value.append(c);
                position++;
            } else {
                return new Token(Kind.QUOTED, value.toString(), at);
            }
        }
        throw problem(new Token(Kind.QUOTED, "", at), "the quote " + quote + " is not closed");
    }
}
