package io.hubflow.app.command;

import com.fasterxml.jackson.databind.node.TextNode;
import io.hubflow.app.config.DestinationKind;
import io.hubflow.hubspot.HubSpotSettings;
import java.net.URI;
import java.util.List;

/**
 * The text of a first {@code hubflow.yaml}. It never holds a secret, only where one is.
 *
 * @param token a reference such as {@code ${env:HUBSPOT_ACCESS_TOKEN}}
 * @param database file of DuckDB, or database of MotherDuck; unused for Snowflake
 */
record InitialFile(List<String> objectTypes, DestinationKind destination, String database, String token, URI baseUrl) {
    InitialFile {
        objectTypes = List.copyOf(objectTypes);
    }

    String text() {
        var text = new StringBuilder("""
                # Made by `hubflow init`. `hubflow config example` explains every setting; flags and the environment are stronger
                # than this file.

                # What is loaded. `hubflow discover` lists what this portal has; all = everything that the token may read.
                object-types: [%s]

                # Where it goes: duckdb, snowflake or motherduck.
                destination: %s

                hubspot:
                  # A reference to the token, so that this file holds no secret.
                  access-token: %s
                """.formatted(String.join(", ", objectTypes), destination.key(), quoted(token)));
        if (!baseUrl.equals(HubSpotSettings.DEFAULT_BASE_URL)) {
            text.append("  base-url: ").append(quoted(baseUrl.toString())).append('\n');
        }
        text.append(
                switch (destination) {
                    case DUCKDB -> duckDb();
                    case MOTHERDUCK -> motherDuck();
                    case SNOWFLAKE -> SNOWFLAKE;
                });
        return text.toString();
    }

    private String duckDb() {
        return """

                duckdb:
                  # The file that holds the tables; it is made by the first sync.
                  path: %s
                """.formatted(quoted(database));
    }

    private String motherDuck() {
        return """

                # Untested: nobody has run hubflow against MotherDuck yet.
                motherduck:
                  # It must exist: CREATE DATABASE in MotherDuck.
                  database: %s
                  token: ${env:MOTHERDUCK_TOKEN}
                """.formatted(quoted(database));
    }

    private static final String SNOWFLAKE = """

            # Fill these in. `hubflow snowflake grants` prints what an administrator runs once; `hubflow check` tells what is missing.
            snowflake:
              #account-identifier: MYORG-MYACCOUNT
              #username: HUBFLOW
              role: HUBFLOW_LOADER
              warehouse: HUBFLOW_WH
              destination-database: HUBSPOT
              destination-schema: CRM
              #authentication-strategy: KEY_PAIR
              #private-key-file: /path/to/rsa_key.p8
              #private-key-password: ${env:HUBFLOW_SNOWFLAKE_PRIVATE_KEY_PASSWORD}
            """;

    /** JSON's texts are YAML's too. */
    private static String quoted(String text) {
        return text.matches("[\\w./:-]+") || text.startsWith("${") ? text : new TextNode(text).toString();
    }
}
