package io.hubflow.snowflake.emulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The line that a stand-alone emulator prints once it listens. */
final class ReadyLine {
    private ReadyLine() {}

    static String of(SnowflakeEmulator emulator) {
        EmulatorOptions options = emulator.options();
        ObjectNode line = new ObjectMapper().createObjectNode();
        line.put("ready", true);
        line.put("url", emulator.url());
        line.put("jdbcUrl", emulator.jdbcUrl());
        line.put("port", emulator.port());
        line.put("account", options.account());
        line.put("user", options.users().get(0).name());
        line.put("password", options.users().get(0).password());
        options.users().get(0).accessTokens().stream()
                .findFirst()
                .ifPresent(token -> line.put("programmaticAccessToken", token));
        line.put("role", options.users().get(0).defaultRole());
        line.put("warehouse", options.warehouses().get(0).name());
        options.schemas().stream()
                .findFirst()
                .ifPresent(schema -> line.put("database", schema.database()).put("schema", schema.schema()));
        line.put("admin", emulator.url() + "/_admin");
        return line.toString();
    }
}
