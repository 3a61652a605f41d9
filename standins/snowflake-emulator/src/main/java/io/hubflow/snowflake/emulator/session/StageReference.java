package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.sql.Name;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.util.ArrayList;

/**
 * {@code @stage/path} in parts.
 *
 * @param path what follows the stage's name, without the leading slash; a prefix of file names, not a directory
 */
record StageReference(Name stage, String path) {

    /** @param written with the leading {@code @} */
    static StageReference parse(String written) {
        String text = written.substring(1);
        if (text.startsWith("~") || text.startsWith("%")) {
            throw SnowflakeError.unsupported("user and table stages (" + written + ")");
        }
        var parts = new ArrayList<String>();
        int at = 0;
        while (true) {
            int end = at;
            if (at < text.length() && text.charAt(at) == '"') {
                end = text.indexOf('"', at + 1);
                if (end < 0) {
                    throw SnowflakeError.syntax(1, at, "\"");
                }
                parts.add(text.substring(at + 1, end));
                end++;
            } else {
                while (end < text.length() && text.charAt(end) != '.' && text.charAt(end) != '/') {
                    end++;
                }
                if (end == at) {
                    throw SnowflakeError.syntax(1, at, written);
                }
                parts.add(Name.stored(text.substring(at, end)));
            }
            if (end < text.length() && text.charAt(end) == '.') {
                at = end + 1;
            } else {
                at = end;
                break;
            }
        }
        String path = at < text.length() ? text.substring(at + 1) : "";
        if (path.contains("..")) {
            throw SnowflakeError.unsupported("a stage path with '..'");
        }
        return new StageReference(new Name(parts), path);
    }
}
