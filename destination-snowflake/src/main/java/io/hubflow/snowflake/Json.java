package io.hubflow.snowflake;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** JSON text in a {@link StringBuilder}. */
final class Json {
    private Json() {}

    static StringBuilder quote(StringBuilder out, String text) {
        out.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, out);
        return out.append('"');
    }
}
