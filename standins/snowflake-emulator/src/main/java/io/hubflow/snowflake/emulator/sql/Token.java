package io.hubflow.snowflake.emulator.sql;

/**
 * One word of SQL.
 *
 * @param text for {@link Kind#WORD} as written, for {@link Kind#QUOTED} and {@link Kind#STRING} the content with escapes resolved, for
 *     {@link Kind#STAGE} and {@link Kind#FILE} the whole reference
 * @param start index of the first character in the statement
 * @param end index after the last character
 */
record Token(Kind kind, String text, int start, int end) {
    enum Kind {
        WORD,
        QUOTED,
        STRING,
        NUMBER,
        OPERATOR,
        BIND,
        POSITION,
        STAGE,
        FILE,
        END
    }

    boolean isWord(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }

    boolean isOperator(String operator) {
        return kind == Kind.OPERATOR && text.equals(operator);
    }
}
