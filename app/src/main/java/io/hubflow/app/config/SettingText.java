package io.hubflow.app.config;

import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * A setting's text as somebody wrote it, not yet read.
 *
 * @param source the flag, environment variable or file
 * @param line in the file
 * @param folder what relative paths are relative to
 */
record SettingText(String text, String source, OptionalInt line, Path folder) {
    static SettingText of(String text, String source, Path folder) {
        return new SettingText(text, source, OptionalInt.empty(), folder);
    }

    Problem problem(String key, String sentence) {
        return new Problem(source, line, source.equals(key) ? "" : key, sentence);
    }
}
