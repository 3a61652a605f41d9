package io.hubflow.app.config;

import io.hubflow.snowflake.SnowflakeOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Loads a {@link Configuration} for each entry of {@code portals:} and checks what concerns them together. Used once. */
final class PortalsLoader {
    private final Sources sources;
    private final List<Problem> problems = new ArrayList<>();

    PortalsLoader(Sources sources) {
        this.sources = sources;
    }

    Map<String, Configuration> load() {
        var file = sources.configurationFile();
        var content = file.map(path -> ConfigurationFile.read(path, problems, sources.redactor()))
                .orElse(ConfigurationFile.Content.EMPTY);
        if (content.portals().isEmpty()) {
            return Map.of(Configuration.ONLY_PORTAL, Configuration.load(sources, Configuration.Need.SERVICE));
        }
        var portals = new LinkedHashMap<String, Configuration>();
        content.portals().forEach((name, own) -> {
            try {
                portals.put(
                        name, new ConfigurationLoader(sources, Configuration.Need.SERVICE).load(content, own, file));
            } catch (ConfigurationException e) {
                e.problems().stream().map(problem -> of(name, problem)).forEach(problems::add);
            }
        });
        requireApart(portals);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return portals;
    }

    private static Problem of(String portal, Problem problem) {
        var key = problem.key().isEmpty() ? "portals." + portal + ":" : "portals." + portal + "." + problem.key();
        return new Problem(problem.source(), problem.line(), key, problem.sentence());
    }

    /** Two portals' records in one table would be mixed; the portal guard would refuse the second one's every run. */
    private void requireApart(Map<String, Configuration> portals) {
        var owners = new LinkedHashMap<String, String>();
        portals.forEach((name, configuration) -> {
            var place = place(configuration);
            var other = owners.putIfAbsent(place, name);
            if (other != null) {
                problems.add(new Problem(
                        "",
                        OptionalInt.empty(),
                        "portals." + name,
                        "writes to the same place as " + other + " (" + place
                                + "); give each portal its own duckdb.path, snowflake schema or motherduck.database"));
            }
        });
    }

    private static String place(Configuration configuration) {
        return switch (configuration.destination()) {
            case DUCKDB ->
                "DuckDB file " + configuration.duckDbPath().toAbsolutePath().normalize();
            case MOTHERDUCK -> "MotherDuck database " + configuration.shown(Settings.MOTHERDUCK_DATABASE);
            case SNOWFLAKE ->
                Stream.of(
                                SnowflakeOption.ACCOUNT_IDENTIFIER,
                                SnowflakeOption.URL,
                                SnowflakeOption.DATABASE,
                                SnowflakeOption.SCHEMA)
                        .map(Settings.SNOWFLAKE::get)
                        .filter(Objects::nonNull)
                        .map(configuration::shown)
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining(".", "Snowflake schema ", ""));
        };
    }
}
