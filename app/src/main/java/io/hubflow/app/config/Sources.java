package io.hubflow.app.config;

import io.hubflow.app.secret.Redactor;
import io.hubflow.app.secret.SecretShapes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the settings of one invocation may come from; flags are stronger than the environment, and that than the file. */
public final class Sources {
    /** Read from the working directory when no other file is named. */
    public static final String DEFAULT_FILE = "hubflow.yaml";

    private final Map<String, String> environment;
    private final Path workingDirectory;
    private final InstantSource clock;
    private final Redactor redactor;
    private final Map<Setting<?>, SettingText> flags = new LinkedHashMap<>();
    private @Nullable Path explicitFile;

    public Sources(Map<String, String> environment, Path workingDirectory, InstantSource clock) {
        this(environment, workingDirectory, clock, new Redactor());
    }

    /** @param redactor is told every secret that is read */
    public Sources(Map<String, String> environment, Path workingDirectory, InstantSource clock, Redactor redactor) {
        this.redactor = redactor;
        this.environment = Map.copyOf(environment);
        this.workingDirectory = workingDirectory;
        this.clock = clock;
    }

    /** A flag's text, ignored when the flag was not given. */
    public <T> void flag(Setting<T> setting, String flag, @Nullable String text) {
        if (text != null) {
            flags.put(setting, SettingText.of(text, flag, workingDirectory));
        }
    }

    /** The file that {@code --config} names; null = {@value #DEFAULT_FILE} in the working directory, if there is one. */
    public void file(@Nullable Path file) {
        explicitFile = file;
    }

    Optional<Path> configurationFile() {
        if (explicitFile != null) {
            var file = workingDirectory.resolve(explicitFile);
            if (!Files.exists(file) && SecretShapes.mayBeSecret(explicitFile.toString())) {
                redactor.learnSuspect(explicitFile.toString());
            }
            return Optional.of(file);
        }
        var usual = workingDirectory.resolve(DEFAULT_FILE);
        return Files.exists(usual) ? Optional.of(usual) : Optional.empty();
    }

    Map<Setting<?>, SettingText> flags() {
        return flags;
    }

    Map<String, String> environment() {
        return environment;
    }

    Path workingDirectory() {
        return workingDirectory;
    }

    Redactor redactor() {
        return redactor;
    }

    InstantSource clock() {
        return clock;
    }
}
