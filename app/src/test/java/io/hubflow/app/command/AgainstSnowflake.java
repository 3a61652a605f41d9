package io.hubflow.app.command;

import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.quota.Tier;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A small portal, a Snowflake account, and for each test a new schema in it. */
abstract class AgainstSnowflake {
    protected static Simulator hubSpot;
    protected static SnowflakeAccount account;

    @TempDir
    protected Path folder;

    protected String schema;

    @BeforeAll
    static void start() throws IOException, SQLException {
        hubSpot = Simulator.start(SimulatorOptions.defaults()
                .withTier(Tier.UNLIMITED)
                .withRecords(Map.of("contacts", 30L, "companies", 20L, "deals", 10L, "tickets", 20L)));
        account = new SnowflakeAccount();
    }

    @AfterAll
    static void stop() throws SQLException {
        account.close();
        hubSpot.close();
    }

    @BeforeEach
    void makeSchema() throws SQLException {
        schema = account.newSchema();
    }

    /** Runs the command with the settings that lead to both. */
    protected CommandLineRun hubflow(String... arguments) {
        return hubflow(Map.of(), arguments);
    }

    /** @param changed environment variables that are set otherwise */
    protected CommandLineRun hubflow(Map<String, String> changed, String... arguments) {
        var environment = account.environment(schema);
        environment.put("HUBSPOT_ACCESS_TOKEN", hubSpot.token());
        environment.put("HUBFLOW_HUBSPOT_BASE_URL", hubSpot.url().toString());
        environment.putAll(changed);
        return CommandLineRun.of(folder, environment, arguments);
    }
}
