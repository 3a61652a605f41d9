package io.hubflow.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A simulated portal and an emulated Snowflake schema that follows it. */
final class SnowflakePortal implements AutoCloseable {
    private final Simulator simulator;
    private final SnowflakeStandIn snowflake;
    private final Path directory;
    private final List<String> objects;
    private final List<String> properties;
    private final Map<String, Map<String, String>> types = new HashMap<>();

    /** @param properties of all object types, as {@code --include} takes them */
    SnowflakePortal(SimulatorOptions options, Path directory, List<String> objects, List<String> properties)
            throws IOException, InterruptedException {
        this.directory = directory;
        this.objects = objects;
        this.properties = properties;
        this.snowflake = SnowflakeStandIn.start();
        this.simulator = Simulator.start(options);
    }

    Simulator simulator() {
        return simulator;
    }

    SnowflakeStandIn snowflake() {
        return snowflake;
    }

    Hubflow.Running startSync(String... more) throws IOException {
        var arguments = new ArrayList<>(List.of(
                "sync",
                "--base-url",
                simulator.url().toString(),
                "--token",
                simulator.token(),
                "--objects",
                String.join(",", objects),
                "--include",
                String.join(",", properties),
                "--to",
                "snowflake",
                "--output",
                "json"));
        arguments.addAll(List.of(more));
        return Hubflow.start(directory, snowflake.environment(), arguments.toArray(String[]::new));
    }

    Hubflow.Ended sync(String... more) throws IOException, InterruptedException {
        try (var running = startSync(more)) {
            return running.await();
        }
    }

    void assertTablesEqualTruth() throws IOException, InterruptedException {
        for (var objectType : objects) {
            var truth = java.net
                    .URI
                    .create(simulator.adminUrl() + "/records/" + objectType)
                    .toURL();
            try (var records = truth.openStream();
                    var rows = snowflake.rows(objectType.toUpperCase(Locale.ROOT))) {
                assertThat(SnowflakeTruth.differences(objectType, records, rows, types(objectType)))
                        .as(objectType)
                        .isEmpty();
            }
        }
    }

    /** The column types, as {@code hubflow query} tells them; asked for once, as no test here changes a property. */
    private Map<String, String> types(String objectType) throws IOException, InterruptedException {
        var known = types.get(objectType);
        if (known != null) {
            return known;
        }
        var described = Hubflow.run(
                        directory,
                        snowflake.environment(),
                        "query",
                        "describe table " + objectType,
                        "--to",
                        "snowflake",
                        "--output",
                        "json")
                .requireSuccess();
        var found = new LinkedHashMap<String, String>();
        for (var column : new ObjectMapper().readTree(described.output())) {
            found.put(column.path("name").asText(), column.path("type").asText());
        }
        assertThat(found).as(described.output()).hasSizeGreaterThan(10);
        types.put(objectType, found);
        return found;
    }

    @Override
    public void close() {
        simulator.close();
        snowflake.close();
    }
}
