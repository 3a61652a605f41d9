package io.hubflow.app.command;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Flags as they were given, for commands that hubflow suggests: what was checked shall be what is run. */
final class GivenFlags {
    private static final Pattern NEEDS_NO_QUOTES = Pattern.compile("[A-Za-z0-9_./:,=@%+-]+");

    private GivenFlags() {}

    /** {@code " --to crm.duckdb"}, quoted for a shell where that is needed; empty when the flag was not given. */
    static String written(String flag, @Nullable String value) {
        if (value == null) {
            return "";
        }
        return " " + flag + " "
                + (NEEDS_NO_QUOTES.matcher(value).matches() ? value : "'" + value.replace("'", "'\\''") + "'");
    }
}
