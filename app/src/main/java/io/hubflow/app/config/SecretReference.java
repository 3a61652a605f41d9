package io.hubflow.app.config;

import io.hubflow.app.config.ValueType.InvalidValue;
import io.hubflow.app.secret.SecretShapes;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code ${env:NAME}} or {@code ${file:PATH}} as the whole of a value. */
record SecretReference(Kind kind, String name) {
    private static final Pattern SHAPE = Pattern.compile("\\$\\{([^:}]*):?([^}]*)\\}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Z_][A-Z0-9_]*|[a-z_][a-z0-9_]*");
    /** No token is longer; a bigger file is the wrong file. */
    private static final long MAX_FILE_BYTES = 64 * 1024;

    /** Where the value lies. */
    enum Kind {
        ENV,
        FILE
    }

    /** Empty when the text is no reference at all. */
    static Optional<SecretReference> find(String text) throws InvalidValue {
        var matcher = SHAPE.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var name = matcher.group(2).strip();
        if (!name.isEmpty() && matcher.group(1).equals("env")) {
            return Optional.of(new SecretReference(Kind.ENV, name));
        }
        if (!name.isEmpty() && matcher.group(1).equals("file")) {
            return Optional.of(new SecretReference(Kind.FILE, name));
        }
        throw new InvalidValue(
                "must refer to a value as ${env:NAME} or ${file:PATH}, but is ${...} with something else in it (not shown)");
    }

    String resolve(Map<String, String> environment, Path folder) throws InvalidValue {
        return switch (kind) {
            case ENV -> {
                var value = environment.get(name);
                if (value == null) {
                    throw new InvalidValue(
                            "refers to the environment variable " + shownVariable() + ", which is not set");
                }
                yield value;
            }
            case FILE -> readFile(folder.resolve(name));
        };
    }

    /** A token may have been written where the name of its variable belongs. */
    private String shownVariable() {
        return VARIABLE.matcher(name).matches() && SecretShapes.suspects(name).isEmpty()
                ? name
                : "(its name is not shown, because it looks like a secret itself)";
    }

    /** Likewise for files; one that exists is certainly meant. */
    private static String shownFile(Path file) {
        var name = String.valueOf(file.getFileName());
        return SecretShapes.mayBeSecret(name) && !Files.exists(file)
                ? "(its name is not shown, because it looks like a secret itself)"
                : file.toString();
    }

    /** The file's text; the sentences of failures name the file and never quote it. */
    static String readFile(Path file) throws InvalidValue {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new InvalidValue("refers to the file " + shownFile(file) + ", which is larger than any token");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new InvalidValue("refers to the file " + shownFile(file) + ", which does not exist");
        } catch (AccessDeniedException e) {
            throw new InvalidValue("refers to the file " + shownFile(file) + ", which this user may not read");
        } catch (CharacterCodingException e) {
            throw new InvalidValue("refers to the file " + shownFile(file) + ", which is not text");
        } catch (IOException e) {
            throw new InvalidValue("refers to " + shownFile(file) + ", which cannot be read as a file");
        }
    }
}
