package io.hubflow.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.app.config.ConfigurationException;
import io.hubflow.app.config.DatabaseFileName;
import io.hubflow.app.demo.Demo;
import io.hubflow.app.report.Json;
import io.hubflow.app.report.RunJson;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hubflow demo}: the whole thing in half a minute, without an account. */
@Command(
        name = "demo",
        description = {
            "Shows hubflow at work without a HubSpot account: starts a HubSpot stand-in with made-up records, loads them into"
                    + " a DuckDB file, changes things, loads again, and compares every row and value.",
            "",
            "It does not use your settings or tokens, and takes about half a minute."
        },
        footer = {"", "Examples:", "  hubflow demo", "  hubflow demo --to /tmp/demo.duckdb --output json | jq .verified"
        })
final class DemoCommand implements Callable<Integer>, Reports {
    private static final String USUAL_FILE = "hubflow-demo.duckdb";

    private final CommandContext context;

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description =
                    "The DuckDB file to create; by default hubflow-demo.duckdb, which replaces the file of an earlier"
                            + " demo.")
    private @Nullable Path to;

    @Mixin
    private OutputFlag output = new OutputFlag();

    @Mixin
    private CommonFlags common = new CommonFlags();

    DemoCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        common.sources(context);
        context.interruption().tellBy(context.err()::println);
        context.interruption().interruptMe();
        var file = newFile();
        var outcome = new Demo(context, json() ? context.err() : context.out(), file).run();
        if (json()) {
            context.out().println(Json.write(json(outcome, file)));
        }
        var code = ExitCode.of(outcome.report());
        return (code == ExitCode.OK && !outcome.verified() ? ExitCode.FAILED : code).number();
    }

    private static ObjectNode json(Demo.Outcome outcome, Path file) {
        var json = RunJson.of(outcome.report());
        json.put("destination", "DuckDB file " + file);
        json.put("verified", outcome.verified());
        var compared = json.putArray("compared");
        for (var type : outcome.compared()) {
            var entry = compared.addObject();
            entry.put("object_type", type.objectType());
            entry.put("rows", type.rows());
            entry.put("values", type.values());
            var differences = entry.putArray("differences");
            type.differences().forEach(differences::add);
        }
        return json;
    }

    /** The demo only ever writes a file of its own: an existing one is replaced under the demo's own name alone. */
    private Path newFile() {
        var file = context.workingDirectory().resolve(to == null ? Path.of(USUAL_FILE) : to);
        if (to != null) {
            DatabaseFileName.problem(to.toString(), file).ifPresent(sentence -> {
                throw new ConnectorException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "--to " + sentence + ".",
                        "The demo makes a DuckDB file; nothing was done.",
                        "Omit --to, or name a file such as demo.duckdb. `make demo-snowflake` shows Snowflake.");
            });
        }
        if (!Files.exists(file)) {
            return file;
        }
        if (to != null) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "The file " + file + " exists already.",
                    "The demo writes only new files, so that it cannot harm your data.",
                    "Name another with --to, or remove it.");
        }
        try {
            Files.delete(file);
            Files.deleteIfExists(file.resolveSibling(USUAL_FILE + ".wal"));
            return file;
        } catch (IOException e) {
            throw new ConnectorException(
                    ErrorCode.DESTINATION_REFUSED,
                    "The earlier demo's file " + file + " cannot be removed (" + e.getMessage() + ").",
                    "Nothing was done.",
                    "Remove it, or name another file with --to.",
                    e);
        }
    }

    @Override
    public boolean json() {
        return output.json();
    }

    @Override
    public ObjectNode failed(ConnectorException error) {
        return RunJson.failed(error).put("verified", false);
    }

    @Override
    public ObjectNode failed(ConfigurationException error) {
        return RunJson.failed(error).put("verified", false);
    }
}
