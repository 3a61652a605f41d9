package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.config.Configuration;
import io.hubflow.app.secret.SecretShapes;
import io.hubflow.engine.destination.OwnerOnly;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the token of a new configuration is.
 *
 * @param reference for {@code hubspot.access-token}
 * @param written the file that was made for a token that somebody typed
 */
record TokenPlace(String reference, Optional<Path> written) {
    static final String FILE = "hubspot-token";

    /**
     * The file that a flag names, else the environment variable, else what a person answers: the token itself or its file.
     *
     * @param folder of the configuration; a token that is typed is written into {@value #FILE} there
     * @param replace whether that file may be overwritten
     * @throws ConnectorException {@code CONFIGURATION_INVALID}
     */
    static TokenPlace find(
            CommandContext context, Questions questions, @Nullable String flag, Path folder, boolean replace) {
        if (flag != null) {
            return file(context.workingDirectory().resolve(flag).normalize());
        }
        if (context.environment().containsKey(Configuration.TOKEN_VARIABLE)) {
            return new TokenPlace("${env:" + Configuration.TOKEN_VARIABLE + "}", Optional.empty());
        }
        return questions.askSecretly("HubSpot token (it is not shown), or the file that holds it:", answer -> {
            if (answer.isEmpty()) {
                throw refused("There is no HubSpot token.", missing());
            }
            var file = context.workingDirectory().resolve(answer).normalize();
            if (Files.exists(file)) {
                return file(file);
            }
            if (!SecretShapes.mayBeSecret(answer)) {
                throw refused("There is no file " + file + ", and a token looks different.", missing());
            }
            context.redactor().learnSecret(answer);
            return write(answer, folder.resolve(FILE), replace);
        });
    }

    private static TokenPlace file(Path file) {
        return new TokenPlace("${file:" + file + "}", Optional.empty());
    }

    private static TokenPlace write(String token, Path file, boolean replace) {
        if (Files.exists(file) && !replace) {
            throw refused(
                    file + " already exists.",
                    "Answer " + file.getFileName() + " to use the token in it, or add --force to overwrite it.");
        }
        try {
            Files.deleteIfExists(file);
            Files.createFile(file, OwnerOnly.attributes(file));
            Files.writeString(file, token + "\n");
        } catch (IOException e) {
            throw refused(file + " cannot be written (" + e.getMessage() + ").", missing());
        }
        return new TokenPlace("${file:" + FILE + "}", Optional.of(file));
    }

    /** Removes the file of a token that turned out to be useless. */
    void discard() {
        written.ifPresent(file -> {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw refused(file + " cannot be deleted (" + e.getMessage() + ").", "Delete it: it holds a token.");
            }
        });
    }

    private static String missing() {
        return "Set " + Configuration.TOKEN_VARIABLE
                + " to a service key of your portal, or name the file that holds it with --token-file.";
    }

    private static ConnectorException refused(String what, String action) {
        return new ConnectorException(ErrorCode.CONFIGURATION_INVALID, what, "Nothing was loaded.", action);
    }
}
