package io.hubflow.app.config;

import io.hubflow.app.config.ValueType.InvalidValue;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The values of one invocation's settings: from flags, variables, the file, or defaults, in this order. Collects a problem for
 * each value that cannot be read. Used by one thread.
 */
final class SettingValues {
    private final Sources sources;
    private final Configuration.Need need;
    private final List<Problem> problems;
    private final Map<Setting<?>, SettingText> ofPortal;
    private final Map<Setting<?>, SettingText> fromFile;
    private final Map<Setting<?>, SettingValue> values = new LinkedHashMap<>();
    private final Map<Setting<?>, String> secretOrigins = new LinkedHashMap<>();

    /** @param ofPortal what an entry of {@code portals:} sets for itself: stronger than everything else */
    SettingValues(
            Sources sources,
            Configuration.Need need,
            Map<Setting<?>, SettingText> ofPortal,
            Map<Setting<?>, SettingText> fromFile,
            List<Problem> problems) {
        this.ofPortal = ofPortal;
        this.sources = sources;
        this.need = need;
        this.fromFile = fromFile;
        this.problems = problems;
    }

    void readAll() {
        for (var setting : Settings.all()) {
            read(setting);
        }
    }

    @Nullable
    SettingValue find(Setting<?> setting) {
        return values.get(setting);
    }

    Map<Setting<?>, SettingValue> values() {
        return values;
    }

    Map<Setting<?>, String> secretOrigins() {
        return secretOrigins;
    }

    /** Adds a problem of this setting, at the place where its value stands. */
    void problem(Setting<?> setting, String sentence) {
        var given = strongest(setting);
        problems.add(
                given == null
                        ? new Problem("", OptionalInt.empty(), setting.key(), sentence)
                        : given.problem(setting.key(), sentence));
    }

    /** The text that counts: of the flag, else of the variable, else of the file; null when none was given. */
    @Nullable
    SettingText strongest(Setting<?> setting) {
        var own = ofPortal.get(setting);
        if (own != null) {
            return own;
        }
        var flag = sources.flags().get(setting);
        if (flag != null) {
            return flag;
        }
        for (var name : variables(setting)) {
            var text = sources.environment().get(name);
            if (text != null) {
                return SettingText.of(text, name, sources.workingDirectory());
            }
        }
        return fromFile.get(setting);
    }

    /** The names that HubSpot's and MotherDuck's own examples use come first. */
    private static List<String> variables(Setting<?> setting) {
        if (setting == Settings.ACCESS_TOKEN) {
            return List.of(Configuration.TOKEN_VARIABLE, setting.environmentName());
        }
        return setting == Settings.MOTHERDUCK_TOKEN
                ? List.of("motherduck_token", "MOTHERDUCK_TOKEN", setting.environmentName())
                : List.of(setting.environmentName());
    }

    private <T> void read(Setting<T> setting) {
        var secret = setting.type().shape() == ValueType.Shape.SECRET;
        var inFile = ofPortal.getOrDefault(setting, fromFile.get(setting));
        if (secret && inFile != null && !isReference(setting, inFile)) {
            return;
        }
        var given = strongest(setting);
        if (given == null) {
            if (setting.defaultText() != null) {
                readText(setting, SettingText.of(setting.defaultText(), "default", sources.workingDirectory()));
            }
            return;
        }
        if (secret) {
            secretOrigins.put(setting, given.problem("", "").place());
        }
        if (secret && !isNeeded(setting)) {
            return;
        }
        readText(setting, given);
        if (inFile != null && given != inFile && !secret && !inFile.text().contains("${")) {
            check(setting, inFile);
        }
    }

    /** A secret is not even read where nothing needs it. The destination is read before the secrets. */
    private boolean isNeeded(Setting<?> secret) {
        if (secret == Settings.PROXY_PASSWORD) {
            return isSnowflake() || need.hubSpot();
        }
        if (secret == Settings.MOTHERDUCK_TOKEN) {
            return is(DestinationKind.MOTHERDUCK);
        }
        if (ServiceSettings.ALL.contains(secret)) {
            return need == Configuration.Need.SERVICE;
        }
        return Settings.SNOWFLAKE.containsValue(secret) ? isSnowflake() : need.hubSpot();
    }

    boolean isSnowflake() {
        return is(DestinationKind.SNOWFLAKE);
    }

    boolean is(DestinationKind kind) {
        var destination = values.get(Settings.DESTINATION);
        return destination != null && destination.value() == kind;
    }

    /** A secret in the file must be a reference; anything else is a problem and is not repeated. */
    private boolean isReference(Setting<?> setting, SettingText given) {
        try {
            if (SecretReference.find(given.text()).isPresent()) {
                return true;
            }
            problems.add(given.problem(
                    setting.key(),
                    "holds the secret itself. Configuration files are shared and committed, so hubflow takes only a"
                            + " reference there: ${env:NAME} or ${file:PATH}"));
        } catch (InvalidValue e) {
            problems.add(given.problem(setting.key(), "must be ${env:NAME} or ${file:PATH}"));
        }
        return false;
    }

    private <T> void readText(Setting<T> setting, SettingText given) {
        try {
            var reference = SecretReference.find(given.text());
            var text = reference.isPresent()
                    ? reference.get().resolve(sources.environment(), given.folder())
                    : given.text();
            if (setting.type().shape() == ValueType.Shape.SECRET) {
                sources.redactor().learnSecret(text);
            }
            Object value = setting.type().read(text);
            if (value instanceof Path path) {
                value = given.folder().resolve(path);
            }
            values.put(
                    setting,
                    new SettingValue(
                            value,
                            value instanceof Path ? value.toString() : text.strip(),
                            given.problem("", "").place()));
        } catch (InvalidValue e) {
            sources.redactor().learnUnintelligible(given.text());
            problems.add(given.problem(setting.key(), e.sentence()));
        }
    }

    private void check(Setting<?> setting, SettingText given) {
        try {
            setting.type().read(given.text());
        } catch (InvalidValue e) {
            sources.redactor().learnUnintelligible(given.text());
            problems.add(given.problem(setting.key(), e.sentence()));
        }
    }
}
