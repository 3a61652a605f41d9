package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.app.config.Configuration;
import io.hubflow.app.config.DestinationKind;
import io.hubflow.app.config.Settings;
import io.hubflow.app.tables.PortalTables;
import io.hubflow.app.tables.TablesReader;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.snowflake.GrantScript;
import io.hubflow.snowflake.Layout;
import io.hubflow.snowflake.SemanticView;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code hubflow snowflake}: what is done once, before the first load. */
@Command(
        name = "snowflake",
        description = {
            "grants: prints the SQL that an administrator runs once: a role with the least privileges, a"
                    + " warehouse that suspends itself after a minute, a service user, and a role that may read all present"
                    + " and future tables. It makes no connection.",
            "semantic-view: prints the SQL of a semantic view over the loaded tables, for questions in plain"
                    + " language (Cortex Analyst). It has the tables, relationships from the tables of links, numbers as"
                    + " facts, other properties as dimensions, and labels as synonyms. --apply creates it.",
            "driver: downloads Snowflake's JDBC driver (99 MB), which is not part of hubflow, from a Maven"
                    + " repository, checks that it is the release that hubflow was tested with, and installs it."
        },
        footer = {
            "",
            "Examples:",
            "  hubflow snowflake grants --database HUBSPOT --schema CRM > grants.sql",
            "  hubflow snowflake grants --reader-role ANALYST --login programmatic_access_token",
            "  hubflow snowflake driver --repository https://maven.example.com/central",
            "  hubflow snowflake semantic-view --name HUBSPOT > semantic-view.sql",
            "  hubflow check --to snowflake      (lists missing privileges)"
        })
final class SnowflakeCommand implements Callable<Integer> {
    /** Written with a hyphen. */
    static final class ActionName implements ITypeConverter<Action> {
        @Override
        public Action convert(String text) {
            return Arrays.stream(Action.values())
                    .filter(action -> action.name()
                            .toLowerCase(Locale.ROOT)
                            .replace('_', '-')
                            .equalsIgnoreCase(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "expected grants, driver or semantic-view but was '" + text + "'"));
        }

        /** For completion. */
        static final class Names extends ArrayList<String> {
            private static final long serialVersionUID = 1L;

            Names() {
                super(List.of("grants", "driver", "semantic-view"));
            }
        }
    }

    /** What can be asked for. */
    enum Action {
        GRANTS,
        DRIVER,
        SEMANTIC_VIEW
    }

    private final CommandContext context;

    @Parameters(
            index = "0",
            paramLabel = "grants|driver|semantic-view",
            converter = ActionName.class,
            completionCandidates = ActionName.Names.class,
            description = "What to do.")
    private Action action = Action.GRANTS;

    @Option(names = "--role", description = "The role to create; ${DEFAULT-VALUE} by default.")
    private String role = "HUBFLOW_LOADER";

    @Option(names = "--warehouse", description = "The warehouse to create; ${DEFAULT-VALUE} by default.")
    private String warehouse = "HUBFLOW_WH";

    @Option(names = "--user", description = "The service user to create; ${DEFAULT-VALUE} by default.")
    private String user = "HUBFLOW";

    @Option(names = "--database", description = "Destination Database; ${DEFAULT-VALUE} by default.")
    private String database = "HUBSPOT";

    @Option(names = "--schema", description = "Destination Schema; ${DEFAULT-VALUE} by default.")
    private String schema = "CRM";

    @Option(names = "--layout", paramLabel = "columns|raw", description = "Table layout; raw also needs CREATE VIEW.")
    private Layout layout = Layout.COLUMNS;

    @Option(
            names = "--reader-role",
            paramLabel = "<role>|none",
            description =
                    "The role that may read all present and future tables and views; ${DEFAULT-VALUE} by default.")
    private String reader = "HUBFLOW_READER";

    @Option(
            names = "--login",
            paramLabel = "key_pair|programmatic_access_token",
            description =
                    "How the service user logs in. A token needs a network policy, which the script then creates too.")
    private GrantScript.Login login = GrantScript.Login.KEY_PAIR;

    @Option(
            names = "--repository",
            paramLabel = "URL",
            description =
                    "driver: the root of the Maven repository to fetch from, such as Maven Central's or your company's mirror"
                            + " of it.")
    private @Nullable URI repository;

    @Option(
            names = "--name",
            description = "semantic-view: its name, in the schema of the tables; ${DEFAULT-VALUE} by default.")
    private String name = "HUBSPOT";

    @Option(
            names = "--apply",
            description = "semantic-view: create it instead of printing the SQL; an earlier one is replaced.")
    private boolean apply;

    @Mixin
    private CommonFlags common = new CommonFlags();

    SnowflakeCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var sources = common.sources(context);
        if (action == Action.DRIVER) {
            fetchDriver(Configuration.load(sources, Configuration.Need.NOTHING));
            return ExitCode.OK.number();
        }
        if (action == Action.SEMANTIC_VIEW) {
            sources.flag(Settings.DESTINATION, "snowflake", DestinationKind.SNOWFLAKE.key());
            semanticView(Configuration.load(sources, Configuration.Need.NOTHING));
            return ExitCode.OK.number();
        }
        requireNames();
        context.out()
                .println("-- " + action.name().toLowerCase(Locale.ROOT) + " for hubflow, layout "
                        + layout.name().toLowerCase(Locale.ROOT));
        var readers = reader.equalsIgnoreCase("none") ? "" : reader;
        new GrantScript(role, warehouse, user, database, schema, layout, readers, login)
                .lines()
                .forEach(context.out()::println);
        return ExitCode.OK.number();
    }

    private void requireNames() {
        var names = Map.of(
                "--role", role,
                "--warehouse", warehouse,
                "--user", user,
                "--database", database,
                "--schema", schema,
                "--reader-role", reader);
        var empty = names.entrySet().stream()
                .filter(name -> name.getValue().isBlank())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (!empty.isEmpty()) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    String.join(", ", empty) + (empty.size() == 1 ? " is" : " are") + " empty.",
                    "No script was printed, because Snowflake would refuse it.",
                    "Name " + (empty.size() == 1 ? "it" : "them") + ", or leave the flag out for its default.");
        }
    }

    private void fetchDriver(Configuration configuration) {
        var folder = context.workingDirectory().resolve(Snowflake.driverDirectory());
        if (repository == null || !List.of("http", "https").contains(String.valueOf(repository.getScheme()))) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    repository == null
                            ? "--repository is missing."
                            : "--repository " + repository + " is not a web address.",
                    "Nothing was fetched.",
                    "Name the root of a Maven repository: Maven Central's, or your company's mirror of it.");
        }
        var download = new DriverDownload(configuration.route(repository), DriverDownload.SHA_256);
        if (download.isIn(folder)) {
            context.out().println(folder.resolve(DriverDownload.FILE) + " exists already.");
        } else {
            context.out().println(download.fetch(repository, folder));
        }
    }

    private void semanticView(Configuration configuration) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_$]{0,200}")) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "\"" + name + "\" is not a valid name for a semantic view.",
                    "Nothing was made.",
                    "Choose a plain name with --name, such as HUBSPOT.");
        }
        PortalTables tables;
        try (var reader = Destinations.read(configuration)) {
            tables = new TablesReader(reader, false).read();
        }
        try (var views = Snowflake.views(configuration.snowflakeSettings(), configuration.snowflakeNetwork())) {
            var semantics = new SemanticView(views::find);
            tables.tables()
                    .forEach(table -> semantics.records(
                            table.name(),
                            table.columns().stream()
                                    .map(SnowflakeCommand::property)
                                    .toList()));
            tables.links().forEach(link -> semantics.links(link.table(), link.from(), link.to()));
            if (apply) {
                views.make(name, semantics);
                context.out().println(views.nameOf(name) + " was created.");
            } else {
                context.out().println(semantics.statement(views.nameOf(name)) + ";");
            }
        }
    }

    private static SemanticView.Property property(PortalTables.Column column) {
        return new SemanticView.Property(
                column.name(),
                column.label(),
                column.description(),
                column.type().equals("DECIMAL"));
    }
}
