package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.app.Logging;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** The command {@code hubflow}: its subcommands, and what becomes of their failures. */
@Command(
        name = "hubflow",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        description = "HubSpot CRM data into warehouse tables: complete, typed, fresh, cheap, provable.",
        footer = {
            "",
            "Try it without an account:",
            "  hubflow demo",
            "",
            "Load your HubSpot into a DuckDB file, then bring it up to date (the same command):",
            "  export HUBSPOT_ACCESS_TOKEN=pat-...",
            "  hubflow check",
            "  hubflow sync --objects contacts,companies --to my.duckdb",
            "",
            "Look at the result:",
            "  hubflow query 'select lifecyclestage, count(*) from contacts group by all' --to my.duckdb",
            "",
            "Settings come from flags, then the environment, then hubflow.yaml (see: hubflow config example).",
            "For help on a command: `hubflow help COMMAND` or `hubflow COMMAND --help`."
        })
public final class Hubflow implements Callable<Integer> {
    private static final Map<String, Function<CommandContext, Object>> COMMANDS = commands();
    /** These describe all the others. */
    private static final Set<String> ABOUT_ALL = Set.of("completion", "man-pages");

    @CommandLine.Spec
    private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    private Hubflow() {}

    private static Map<String, Function<CommandContext, Object>> commands() {
        var commands = new LinkedHashMap<String, Function<CommandContext, Object>>();
        commands.put("demo", DemoCommand::new);
        commands.put("demo-snowflake", DemoSnowflakeCommand::new);
        commands.put("demo-service", DemoServiceCommand::new);
        commands.put("init", InitCommand::new);
        commands.put("sync", SyncCommand::new);
        commands.put("verify", VerifyCommand::new);
        commands.put("serve", ServeCommand::new);
        commands.put("service", ServiceCommand::new);
        commands.put("check", CheckCommand::new);
        commands.put("discover", DiscoverCommand::new);
        commands.put("state", StateCommand::new);
        commands.put("query", QueryCommand::new);
        commands.put("plan", PlanCommand::new);
        commands.put("views", ViewsCommand::new);
        commands.put("export", ExportCommand::new);
        commands.put("docs", DocsCommand::new);
        commands.put("snowflake", SnowflakeCommand::new);
        commands.put("rewind", RewindCommand::new);
        commands.put("replay", ReplayCommand::new);
        commands.put("reset", ResetCommand::new);
        commands.put("simulate", SimulateCommand::new);
        commands.put("simulate-snowflake", SimulateSnowflakeCommand::new);
        commands.put("config", ConfigCommand::new);
        commands.put("warm-up", WarmUpCommand::new);
        commands.put("completion", CompletionCommand::new);
        commands.put("man-pages", ManPagesCommand::new);
        return commands;
    }

    private static final Pattern SQL_COMMENT = Pattern.compile("--\\s");

    /** Runs one command line and gives its exit code; never throws and never ends the process. */
    public static int run(CommandContext context, String... arguments) {
        if (isVersion(arguments)) {
            // Scripts ask for it often. Reading the commands' annotations takes longer than all the rest.
            context.out().println(VersionText.line());
            return context.finish(ExitCode.OK.number());
        }
        Logging.begin(context.err()::println);
        for (var argument : arguments) {
            context.redactor().learnTyped(argument);
        }
        return context.finish(commandLine(context, arguments).execute(withoutFlagsInSql(arguments)));
    }

    /** A statement that begins with a comment ({@code -- weekly report}) is no flag, which never holds a blank there. */
    private static String[] withoutFlagsInSql(String... arguments) {
        return Arrays.stream(arguments)
                .map(argument -> SQL_COMMENT.matcher(argument).lookingAt() ? " " + argument : argument)
                .toArray(String[]::new);
    }

    /** With every subcommand, or only the one that is called: building all of them takes longer than most of them run. */
    static CommandLine commandLine(CommandContext context, String... arguments) {
        var called = arguments.length > 0 && COMMANDS.containsKey(arguments[0]) ? arguments[0] : "";
        var everything = called.isEmpty() || ABOUT_ALL.contains(called);
        var all = new CommandLine(new Hubflow());
        COMMANDS.forEach((name, make) -> {
            if (everything || called.equals(name)) {
                all.addSubcommand(name, make.apply(context));
            }
        });
        if (everything) {
            all.addSubcommand("help", new CommandLine.HelpCommand());
        }
        var failures = new Failures(context);
        all.setOut(new java.io.PrintWriter(context.out(), true, java.nio.charset.StandardCharsets.UTF_8));
        all.setErr(new java.io.PrintWriter(context.err(), true, java.nio.charset.StandardCharsets.UTF_8));
        all.setColorScheme(CommandLine.Help.defaultColorScheme(context.lively() ? Ansi.AUTO : Ansi.OFF));
        all.setCaseInsensitiveEnumValuesAllowed(true);
        all.registerConverter(URI.class, Hubflow::webAddress);
        all.setUsageHelpAutoWidth(false);
        all.setUsageHelpWidth(110);
        all.setParameterExceptionHandler(failures);
        all.setExecutionExceptionHandler(failures);
        all.getHelpSectionMap().put("exitCodeList", help -> exitCodes());
        var keys = new java.util.ArrayList<>(all.getHelpSectionKeys());
        keys.remove("exitCodeList");
        keys.add(keys.indexOf(CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER_HEADING), "exitCodeList");
        all.setHelpSectionKeys(keys);
        all.getSubcommands().values().forEach(command -> {
            command.getCommandSpec().usageMessage().sortOptions(false);
            command.getHelpSectionMap().put("exitCodeList", help -> exitCodes());
            command.setHelpSectionKeys(keys);
        });
        return all;
    }

    private static URI webAddress(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new CommandLine.TypeConversionException("'" + text + "' is not a web address");
        }
    }

    private static boolean isVersion(String... arguments) {
        return arguments.length == 1 && (arguments[0].equals("--version") || arguments[0].equals("-V"));
    }

    private static String exitCodes() {
        return Arrays.stream(ExitCode.values())
                .map(code -> String.format("  %3d  %s%n", code.number(), code.meaning()))
                .collect(Collectors.joining("", String.format("%nExit codes:%n"), ""));
    }

    /** Without a command there is nothing to do but to tell what can be done. */
    @Override
    public Integer call() {
        java.util.Objects.requireNonNull(spec)
                .commandLine()
                .usage(spec.commandLine().getErr());
        return ExitCode.USAGE.number();
    }

    static List<String> names() {
        return List.copyOf(COMMANDS.keySet());
    }
}
