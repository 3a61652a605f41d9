package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.snowflake.GrantScript;
import io.hubflow.snowflake.Layout;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hubflow snowflake grants}: what an administrator runs once. */
@Command(
        name = "snowflake",
        description = {
            "hubflow snowflake grants prints the SQL that an administrator runs once: a role with the least privileges, a"
                    + " warehouse that sleeps soon, a service user, and a role that reads what is loaded, now and later. It"
                    + " connects to nothing."
        },
        footer = {
            "",
            "Examples:",
            "  hubflow snowflake grants --database HUBSPOT --schema CRM > grants.sql",
            "  hubflow snowflake grants --reader-role ANALYST --login programmatic_access_token",
            "  hubflow check --to snowflake      (names each right that is still missing)"
        })
final class SnowflakeCommand implements Callable<Integer> {
    /** What can be asked for. */
    enum Action {
        GRANTS
    }

    private final CommandContext context;

    @Parameters(index = "0", paramLabel = "grants", description = "What to print.")
    private Action action = Action.GRANTS;

    @Option(names = "--role", description = "The role to make; ${DEFAULT-VALUE} by default.")
    private String role = "HUBFLOW_LOADER";

    @Option(names = "--warehouse", description = "The warehouse to make; ${DEFAULT-VALUE} by default.")
    private String warehouse = "HUBFLOW_WH";

    @Option(names = "--user", description = "The service user to make; ${DEFAULT-VALUE} by default.")
    private String user = "HUBFLOW";

    @Option(names = "--database", description = "Destination Database; ${DEFAULT-VALUE} by default.")
    private String database = "HUBSPOT";

    @Option(names = "--schema", description = "Destination Schema; ${DEFAULT-VALUE} by default.")
    private String schema = "CRM";

    @Option(names = "--layout", paramLabel = "columns|raw", description = "The layout; raw also needs CREATE VIEW.")
    private Layout layout = Layout.COLUMNS;

    @Option(
            names = "--reader-role",
            paramLabel = "<role>|none",
            description =
                    "The role that may read every table and view, also those made later; ${DEFAULT-VALUE} by default.")
    private String reader = "HUBFLOW_READER";

    @Option(
            names = "--login",
            paramLabel = "key_pair|programmatic_access_token",
            description = "How the service user logs in. A token needs a network policy, which is then scripted too.")
    private GrantScript.Login login = GrantScript.Login.KEY_PAIR;

    @Mixin
    private CommonFlags common = new CommonFlags();

    SnowflakeCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        common.sources(context);
        context.out()
                .println("-- " + action.name().toLowerCase(Locale.ROOT) + " for hubflow, layout "
                        + layout.name().toLowerCase(Locale.ROOT));
        var readers = reader.equalsIgnoreCase("none") ? "" : reader;
        new GrantScript(role, warehouse, user, database, schema, layout, readers, login)
                .lines()
                .forEach(context.out()::println);
        return ExitCode.OK.number();
    }
}
