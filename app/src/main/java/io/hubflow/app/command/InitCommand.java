package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.app.config.Configuration;
import io.hubflow.app.config.ConfigurationException;
import io.hubflow.app.config.DatabaseFileName;
import io.hubflow.app.config.DestinationKind;
import io.hubflow.app.config.Settings;
import io.hubflow.app.config.Sources;
import io.hubflow.app.report.RunTable;
import io.hubflow.app.report.TextTable;
import io.hubflow.duckdb.MotherDuckSettings;
import io.hubflow.engine.catalog.Discovery;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hubflow init}: from a token to a {@code hubflow.yaml} and the first rows. */
@Command(
        name = "init",
        description = {
            "Writes a first hubflow.yaml. It asks for everything that you do not give as a flag: the token, which"
                    + " object types to load, and where the tables go. It checks each answer, shows what the portal holds,"
                    + " and offers to run the first sync.",
            "",
            "The file never contains the token. It only says where to find it: in the environment variable"
                    + " HUBSPOT_ACCESS_TOKEN, or in a file. A token that you type is written into the file "
                    + TokenPlace.FILE
                    + " next to hubflow.yaml, which only you can read. Without a terminal, or with --yes, it asks nothing"
                    + " and uses the defaults."
        },
        footer = {
            "",
            "Examples:",
            "  export HUBSPOT_ACCESS_TOKEN=pat-...",
            "  hubflow init",
            "  hubflow init --objects contacts,deals --to crm.duckdb --sync",
            "  hubflow init --token-file /run/secrets/hubspot --to snowflake --yes"
        })
final class InitCommand implements Callable<Integer> {
    private static final String FILE = "hubflow.yaml";

    private final CommandContext context;

    @Option(
            names = "--objects",
            split = ",",
            paramLabel = "TYPES",
            completionCandidates = Candidates.ObjectTypes.class,
            description =
                    "Object types to load, or all; by default those of contacts, companies, deals and tickets that the"
                            + " token may read.")
    private List<String> objects = List.of();

    @Option(
            names = "--to",
            paramLabel = "FILE|snowflake",
            description = "Where the tables go; hubflow.duckdb by default. md:DATABASE is for MotherDuck (untested).")
    private @Nullable String to;

    @Option(names = "--token-file", paramLabel = "FILE", description = "File that holds the token and nothing else.")
    private @Nullable String tokenFile;

    @Option(
            names = "--base-url",
            paramLabel = "URL",
            description = "Address of the HubSpot API, if not https://api.hubapi.com.")
    private @Nullable String baseUrl;

    @Option(names = "--sync", description = "Run the first sync without asking.")
    private boolean sync;

    @Option(names = "--yes", description = "Ask nothing and use the defaults.")
    private boolean yes;

    @Option(names = "--force", description = "Replace an existing hubflow.yaml.")
    private boolean force;

    @Mixin
    private CommonFlags common = new CommonFlags();

    InitCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var file = context.workingDirectory()
                .resolve(common.file().orElse(Path.of(FILE)))
                .normalize();
        if (Files.exists(file) && !force) {
            throw refused(
                    file + " already exists.", "It was left as it is.", "Edit it, or add --force to overwrite it.");
        }
        var questions = new Questions(context, !yes && context.terminal());
        var token = TokenPlace.find(context, questions, tokenFile, folder(file), force);
        try {
            return configure(file, questions, token);
        } catch (ConnectorException | ConfigurationException e) {
            if (!Files.exists(file)) {
                token.discard();
            }
            throw e;
        }
    }

    private int configure(Path file, Questions questions, TokenPlace token) {
        var sources = new Sources(context.environment(), folder(file), context.clock(), context.redactor());
        sources.flag(Settings.ACCESS_TOKEN, "--token-file", token.reference());
        sources.flag(Settings.BASE_URL, "--base-url", baseUrl);
        var configuration = Configuration.load(sources, Configuration.Need.HUBSPOT_TOKEN);
        List<String> types;
        try (var client = HubSpotClient.open(configuration.hubSpotSettings())) {
            var discovery = new Discovery(client);
            types = objectTypes(questions, discovery, showPortal(discovery));
        }
        var where = questions.ask(
                "Where do the tables go, a DuckDB file, the word snowflake, or md:DATABASE?",
                to,
                "hubflow.duckdb",
                answer -> destination(file, answer));
        var motherDuck = DestinationFlags.motherDuckDatabase(where);
        var kind = where.equals(DestinationKind.SNOWFLAKE.key())
                ? DestinationKind.SNOWFLAKE
                : motherDuck.isPresent() ? DestinationKind.MOTHERDUCK : DestinationKind.DUCKDB;
        write(
                file,
                new InitialFile(
                        types,
                        kind,
                        motherDuck.orElse(where),
                        token.reference(),
                        configuration.require(Settings.BASE_URL)));
        context.out().println("Wrote " + file + ".");
        token.written()
                .ifPresent(secret -> context.out()
                        .println("The token is in " + secret
                                + ", which only you can read. Keep that file out of version control."));
        if (kind == DestinationKind.SNOWFLAKE) {
            context.out().println("Fill in the snowflake settings there, then run: hubflow check");
            return ExitCode.OK.number();
        }
        if (kind == DestinationKind.MOTHERDUCK) {
            context.out().println("Set MOTHERDUCK_TOKEN to an access token, then run: hubflow check");
            return ExitCode.OK.number();
        }
        return firstSync(file, questions);
    }

    private static Path folder(Path file) {
        return Objects.requireNonNull(file.getParent(), "resolved against the working directory");
    }

    /** Tells what the portal holds. @return names of the types that can be loaded */
    private List<String> showPortal(Discovery discovery) {
        var readable = new ArrayList<String>();
        var table = new TextTable(List.of("object type", "records"));
        for (ObjectType type : discovery.fetchObjectTypes()) {
            if (discovery.check(type).isEmpty()) {
                readable.add(type.name());
                var count = discovery.count(type);
                table.row(type.name(), count.isPresent() ? RunTable.count(count.getAsLong()) : "");
            }
        }
        context.out().print(table.render());
        return readable;
    }

    private List<String> objectTypes(Questions questions, Discovery discovery, List<String> readable) {
        var usual = Settings.OBJECT_TYPES.defaultText();
        var proposed = Arrays.stream(String.valueOf(usual).split(","))
                .filter(readable::contains)
                .toList();
        var given = objects.isEmpty() ? null : String.join(",", objects);
        return questions.ask("Which object types? (names, or all)", given, String.join(",", proposed), answer -> {
            var types = Arrays.stream(answer.split("[,\\s]+"))
                    .filter(name -> !name.isEmpty())
                    .toList();
            if (types.isEmpty()) {
                throw refused(
                        "The token may read none of the usual object types.",
                        "Nothing was written.",
                        "Add scopes to the key, or name object types with --objects.");
            }
            types.stream().filter(name -> !name.equalsIgnoreCase("all")).forEach(discovery::resolve);
            return types;
        });
    }

    /** The word snowflake, an address in MotherDuck, or the path of a DuckDB file as it was written. */
    private String destination(Path configuration, String answer) {
        if (answer.equalsIgnoreCase(DestinationKind.SNOWFLAKE.key())) {
            return DestinationKind.SNOWFLAKE.key();
        }
        DestinationFlags.motherDuckDatabase(answer)
                .ifPresentOrElse(InitCommand::requireMotherDuck, () -> requireFile(configuration, answer));
        return answer;
    }

    private static void requireMotherDuck(String database) {
        if (!MotherDuckSettings.isDatabase(database)) {
            throw refused(
                    "The destination names no MotherDuck database that hubflow can write to.",
                    "Nothing was written.",
                    "Write md: and a name of letters, digits, _ and -, such as md:crm. The token is not part of it.");
        }
    }

    private static void requireFile(Path configuration, String answer) {
        var database = folder(configuration).resolve(answer).normalize();
        var problem = DatabaseFileName.problem(answer, database);
        if (problem.isPresent()) {
            throw refused(
                    "The destination " + problem.get() + ".",
                    "Nothing was written.",
                    "Name a DuckDB file such as hubflow.duckdb, or write snowflake.");
        }
        var written = Files.exists(database) ? database : folder(database);
        if (!Files.isWritable(written)) {
            throw refused(
                    written + " cannot be written.",
                    "Nothing was written.",
                    "Name a file in a folder that exists and that you may write.");
        }
    }

    /** Another process sees the whole file or none. */
    private static void write(Path file, InitialFile content) {
        try {
            var draft = Files.createTempFile(folder(file), ".hubflow", ".yaml");
            Files.writeString(draft, content.text());
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw refused(
                    file + " cannot be written (" + e.getMessage() + ").",
                    "Nothing was loaded.",
                    "Choose another folder, or name the file with --config.");
        }
    }

    private int firstSync(Path file, Questions questions) {
        var config = file.getFileName().toString().equals(FILE) ? "" : " --config " + file;
        var wanted = sync
                || questions.ask(
                        "Load now? (y/n)",
                        null,
                        questions.asks() ? "y" : "n",
                        answer -> List.of("y", "yes").contains(answer.toLowerCase(Locale.ROOT)));
        if (!wanted) {
            context.out().println("Load it with: hubflow sync" + config);
            return ExitCode.OK.number();
        }
        return Hubflow.run(context, "sync", "--config", file.toString());
    }

    private static ConnectorException refused(String what, String meaning, String action) {
        return new ConnectorException(ErrorCode.CONFIGURATION_INVALID, what, meaning, action);
    }
}
