package io.hubflow.app.config;

import io.hubflow.app.secret.Redactor;
import io.hubflow.snowflake.SnowflakeOption;
import io.hubflow.snowflake.SnowflakeOptions;
import io.hubflow.snowflake.SnowflakeSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Loads one invocation's {@link Configuration} and checks what concerns more than one setting. Used once. */
final class ConfigurationLoader {
    /** No setting has a digit in its name, and every token has. */
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Z_]{1,60}|[a-z_]{1,60}");

    private final Sources sources;
    private final Configuration.Need need;
    private final List<Problem> problems = new ArrayList<>();

    ConfigurationLoader(Sources sources, Configuration.Need need) {
        this.sources = sources;
        this.need = need;
    }

    Configuration load() {
        var file = sources.configurationFile();
        var content = file.map(path -> ConfigurationFile.read(path, problems, sources.redactor()))
                .orElse(ConfigurationFile.Content.EMPTY);
        return load(content, Map.of(), file);
    }

    /** @param ofPortal what an entry of {@code portals:} sets for itself */
    Configuration load(ConfigurationFile.Content content, Map<Setting<?>, SettingText> ofPortal, Optional<Path> file) {
        var values = new SettingValues(sources, need, ofPortal, content.values(), problems);
        values.readAll();
        checkUpdatedAfter(values);
        checkDuckDbPath(values);
        checkMotherDuck(values);
        checkSalt(values);
        checkEnvironment();
        var tokens = new TokensReader(need, values, problems).read();
        var snowflake = findSnowflake(values);
        var network = new NetworkReader(sources, need, values, problems).read();
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems.stream()
                    .sorted(Comparator.comparing(Problem::source)
                            .thenComparing(problem -> problem.line().orElse(0)))
                    .toList());
        }
        return new Configuration(values.values(), values.secretOrigins(), tokens, snowflake, network, file);
    }

    private @Nullable SnowflakeSettings findSnowflake(SettingValues values) {
        if (!values.isSnowflake()) {
            return null;
        }
        var given = new EnumMap<SnowflakeOption, String>(SnowflakeOption.class);
        Settings.SNOWFLAKE.forEach((option, setting) -> {
            var value = values.find(setting);
            if (value != null) {
                given.put(option, String.valueOf(value.value()));
            }
        });
        var options = SnowflakeOptions.read(given, sources.workingDirectory().resolve(".hubflow/spool"));
        for (var problem : options.problems()) {
            var setting = Objects.requireNonNull(Settings.SNOWFLAKE.get(problem.option()));
            values.problem(setting, "(" + problem.option().label() + ") " + problem.sentence());
        }
        return options.problems().isEmpty() ? options.settings() : null;
    }

    private void checkUpdatedAfter(SettingValues values) {
        var value = values.find(Settings.UPDATED_AFTER);
        if (value != null
                && value.value() instanceof Instant moment
                && moment.isAfter(sources.clock().instant())) {
            values.problem(
                    Settings.UPDATED_AFTER,
                    "lies in the future (" + moment
                            + "): no record can have been updated after it, so nothing would be loaded");
        }
    }

    private void checkSalt(SettingValues values) {
        var hash = values.find(Settings.HASH);
        if (need.hubSpot()
                && hash != null
                && hash.value() instanceof List<?> some
                && !some.isEmpty()
                && values.strongest(Settings.SALT) == null) {
            values.problem(
                    Settings.HASH,
                    "needs " + Settings.SALT.key() + ", a secret reference such as ${env:HUBFLOW_PRIVACY_SALT}: a hash"
                            + " without a secret salt can be undone by trying out addresses");
        }
    }

    private void checkDuckDbPath(SettingValues values) {
        var given = values.strongest(Settings.DUCKDB_PATH);
        var value = values.find(Settings.DUCKDB_PATH);
        if (given != null && value != null && values.is(DestinationKind.DUCKDB)) {
            DatabaseFileName.problem(given.text(), (Path) value.value())
                    .ifPresent(sentence -> problems.add(given.problem(Settings.DUCKDB_PATH.key(), sentence)));
        }
    }

    private void checkMotherDuck(SettingValues values) {
        if (!values.is(DestinationKind.MOTHERDUCK)) {
            return;
        }
        if (values.strongest(Settings.MOTHERDUCK_DATABASE) == null) {
            values.problem(Settings.MOTHERDUCK_DATABASE, "is missing; name the database, or write --to md:DATABASE");
        }
        // Without one, MotherDuck's extension would wait for a login in a browser.
        if (values.strongest(Settings.MOTHERDUCK_TOKEN) == null) {
            values.problem(
                    Settings.MOTHERDUCK_TOKEN,
                    "is missing; set the environment variable motherduck_token to an access token, or the setting to a"
                            + " reference such as ${env:MY_TOKEN} or ${file:PATH}");
        }
    }

    /** A misspelt variable would be ignored otherwise, and its default used in silence. */
    private void checkEnvironment() {
        var known = Settings.environmentNames();
        sources.environment().keySet().stream()
                .filter(name -> name.startsWith(Settings.ENVIRONMENT_PREFIX) && !known.contains(name))
                .forEach(name -> problems.add(new Problem(
                        shown(name), OptionalInt.empty(), "", "is not a setting" + Suggestion.sentence(name, known))));
    }

    /** The name of a variable, unless a secret may have been pasted into it. */
    private String shown(String name) {
        var rest = name.substring(Settings.ENVIRONMENT_PREFIX.length());
        if (PLAIN_NAME.matcher(rest).matches()) {
            return name;
        }
        sources.redactor().learnSuspect(rest);
        return Settings.ENVIRONMENT_PREFIX + Redactor.HIDDEN;
    }
}
