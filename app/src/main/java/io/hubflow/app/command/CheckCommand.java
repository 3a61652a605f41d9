package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.app.config.Configuration;
import io.hubflow.app.config.Settings;
import io.hubflow.app.report.Json;
import io.hubflow.app.report.RunJson;
import io.hubflow.app.report.RunTable;
import io.hubflow.app.report.TextTable;
import io.hubflow.app.report.Troubleshooting;
import io.hubflow.engine.RequestCheck;
import io.hubflow.engine.RequestedTypes;
import io.hubflow.engine.catalog.Discovery;
import io.hubflow.engine.catalog.PropertyFilter;
import io.hubflow.engine.catalog.ReadableTypes;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.identity.PortalGuard;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hubflow check}: whether a sync could work, before it is tried. */
@Command(
        name = "check",
        description = {
            "Checks that a sync can work: token, scopes, chosen pairs, histories, filters, and destination.",
            "",
            "It makes a few calls, and loads and changes nothing. It names missing scopes and tables that belong"
                    + " to another portal."
        },
        footer = {
            "",
            "Examples:",
            "  hubflow check",
            "  hubflow check --objects contacts,deals --to crm.duckdb --output json"
        })
final class CheckCommand implements Callable<Integer>, Reports {
    private static final String TOKEN = "token";
    private static final String DESTINATION = "destination";

    private final CommandContext context;

    @Mixin
    private SelectionFlags selection = new SelectionFlags();

    @Mixin
    private DestinationFlags destinationFlags = new DestinationFlags();

    @Mixin
    private HubSpotFlags hubSpotFlags = new HubSpotFlags();

    @Mixin
    private OutputFlag output = new OutputFlag();

    @Mixin
    private CommonFlags common = new CommonFlags();

    /** One thing that was tried. */
    private record Finding(String name, Kind kind, String detail, Optional<ConnectorException> error) {
        boolean stopsSync() {
            return error.isPresent() && kind != Kind.OPTIONAL;
        }
    }

    /**
     * What depends on a finding: the whole run, one object type, some of its properties, the links of a pair, or a table that a
     * sync can do without.
     */
    private enum Kind {
        RUN,
        OBJECT_TYPE,
        PROPERTIES,
        PAIR,
        OPTIONAL
    }

    CheckCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var sources = common.sources(context);
        selection.into(sources);
        destinationFlags.into(sources);
        hubSpotFlags.into(sources, context);
        var configuration = Configuration.load(sources, Configuration.Need.HUBSPOT_TOKEN);
        var findings = findAll(configuration);
        print(findings);
        return worst(findings).number();
    }

    private List<Finding> findAll(Configuration configuration) {
        final Destination destination;
        try {
            destination = Destinations.open(configuration, context.clock());
        } catch (ConnectorException e) {
            var findings = checkHubSpot(configuration, List.of());
            findings.add(failed(DESTINATION, Kind.RUN, e));
            return findings;
        }
        try (destination) {
            return findAll(configuration, destination);
        }
    }

    /** What was loaded before says what a sync cannot do without, so the destination is asked first. */
    private static List<Finding> findAll(Configuration configuration, Destination destination) {
        var checkpoints = new ArrayList<Checkpoint>();
        var writable = attempt(DESTINATION, Kind.RUN, () -> {
            destination.verifyWritable();
            checkpoints.addAll(destination.loadCheckpoints());
            return destination.description() + " can be written";
        });
        var findings = checkHubSpot(configuration, checkpoints);
        var tokenAccepted = findings.getFirst().error().isEmpty();
        findings.add(writable);
        if (tokenAccepted && !checkpoints.isEmpty()) {
            findings.add(attempt("portal", Kind.RUN, () -> checkPortal(configuration, destination, checkpoints)));
        }
        return findings;
    }

    /** @param checkpoints what the destination holds */
    private static List<Finding> checkHubSpot(Configuration configuration, List<Checkpoint> checkpoints) {
        var findings = new ArrayList<Finding>();
        try (var client = HubSpotClient.open(configuration.hubSpotSettings())) {
            var token = attempt(TOKEN, Kind.RUN, () -> checkAccount(client));
            findings.add(token);
            if (token.error().isPresent()) {
                return findings;
            }
            var discovery =
                    new Discovery(client, PortalGuard.stored(checkpoints).types());
            var filter = configuration.syncRequest().propertyFilter();
            for (var objectType :
                    objectTypes(client, checkpoints, configuration.require(Settings.OBJECT_TYPES), findings)) {
                findings.add(checkObjectType(discovery, objectType, filter));
            }
            checkRequest(configuration, client, checkpoints, findings);
            findings.add(attempt(
                    "owners",
                    Kind.OPTIONAL,
                    () -> "readable: " + client.fetchOwners().size() + " owners"));
            findings.add(attempt(
                    "lists",
                    Kind.OPTIONAL,
                    () -> "readable: " + client.portalSettings().fetchLists().size() + " lists"));
        }
        return findings;
    }

    /** Pairs, histories and filters, in the words of a sync. What is well needs no line. */
    private static void checkRequest(
            Configuration configuration, HubSpotClient client, List<Checkpoint> checkpoints, List<Finding> findings) {
        try {
            new RequestCheck(client)
                    .findRefusedPairs(configuration.syncRequest(), checkpoints)
                    .forEach(pair -> findings.add(new Finding(
                            pair.name(),
                            pair.leftOut() ? Kind.OPTIONAL : Kind.PAIR,
                            pair.sentence(),
                            Optional.of(new ConnectorException(
                                    ErrorCode.HUBSPOT_SCOPE_MISSING, pair.sentence(), "", "")))));
        } catch (ConnectorException e) {
            findings.add(failed("selection", Kind.RUN, e));
        }
    }

    /**
     * In the place of {@code all} every type that may be read or was loaded before; what else may not be read is found here and
     * stops nothing.
     */
    private static List<String> objectTypes(
            HubSpotClient client, List<Checkpoint> checkpoints, List<String> written, List<Finding> findings) {
        if (!ReadableTypes.containsAll(written)) {
            return written;
        }
        var names = new LinkedHashSet<String>();
        written.stream().filter(name -> !ReadableTypes.isAll(name)).forEach(names::add);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var bindings = PortalGuard.stored(checkpoints).types();
            var all = new RequestedTypes(client, bindings, Streams.of(checkpoints)).findAll(threads);
            all.types().forEach(type -> names.add(type.name()));
            all.leftOut()
                    .forEach(type -> findings.add(new Finding(
                            type.name(), Kind.OPTIONAL, type.reason().what(), Optional.of(type.reason()))));
        }
        return List.copyOf(names);
    }

    private static String checkAccount(HubSpotClient client) {
        try {
            var account = client.fetchAccount();
            return "valid for portal " + account.portalId() + " (" + account.accountType() + ", " + account.timeZone()
                    + ")";
        } catch (ConnectorException e) {
            // Not every key may read the account, and no sync needs it (access of service keys: unverified).
            if (e.code() == ErrorCode.HUBSPOT_SCOPE_MISSING || e.code() == ErrorCode.HUBSPOT_NOT_FOUND) {
                return "valid, but it may not read which portal it belongs to";
            }
            throw e;
        }
    }

    private static Finding checkObjectType(Discovery discovery, String objectType, PropertyFilter filter) {
        var unreadable = new ArrayList<String>();
        var finding = attempt(objectType, Kind.OBJECT_TYPE, () -> {
            var found = discovery.describe(objectType);
            if (found.problem().isPresent()) {
                throw found.problem().get();
            }
            unreadable.addAll(discovery.findUnreadable(found.type(), filter));
            var records =
                    found.records().isPresent() ? RunTable.count(found.records().getAsLong()) + " records, " : "";
            return "readable: " + records + found.properties().size() + " properties";
        });
        return unreadable.isEmpty()
                ? finding
                : failed(
                        objectType,
                        Kind.PROPERTIES,
                        new ConnectorException(
                                ErrorCode.HUBSPOT_SCOPE_MISSING,
                                String.join(" ", unreadable),
                                "A sync reads everything else and ends with exit code 1.",
                                ""));
    }

    private static String checkPortal(
            Configuration configuration, Destination destination, List<Checkpoint> checkpoints) {
        try (var client = HubSpotClient.open(configuration.hubSpotSettings())) {
            new PortalGuard(client, destination).require(checkpoints);
            return "the existing tables belong to this portal";
        }
    }

    private static Finding attempt(String name, Kind kind, Supplier<String> check) {
        try {
            return new Finding(name, kind, check.get(), Optional.empty());
        } catch (ConnectorException e) {
            return failed(name, kind, e);
        }
    }

    private static Finding failed(String name, Kind kind, ConnectorException error) {
        return new Finding(name, kind, error.what(), Optional.of(error));
    }

    private void print(List<Finding> findings) {
        var failed = findings.stream().anyMatch(Finding::stopsSync);
        if (json()) {
            var json = Json.object();
            json.put("status", failed ? "failed" : "succeeded");
            var checks = json.putArray("checks");
            for (var finding : findings) {
                var check = checks.addObject()
                        .put("name", finding.name())
                        .put("ok", finding.error().isEmpty())
                        .put("needed", finding.kind() != Kind.OPTIONAL);
                check.put("detail", finding.detail());
                finding.error()
                        .ifPresentOrElse(error -> check.set("error", RunJson.of(error)), () -> check.putNull("error"));
            }
            context.out().println(Json.write(json));
            return;
        }
        var table = new TextTable(List.of("check", "result", "detail"));
        for (var finding : findings) {
            table.row(
                    finding.name(),
                    finding.error().map(error -> error.code().name()).orElse("ok"),
                    finding.error().isPresent() ? "see below" : finding.detail());
        }
        var out = context.out();
        out.print(table.render());
        for (var finding : findings) {
            finding.error()
                    .ifPresent(error -> out.println("\n" + finding.name() + ": " + error.getMessage() + "\n  More: "
                            + Troubleshooting.of(error.code())));
        }
        if (!failed && findings.stream().anyMatch(finding -> finding.error().isPresent())) {
            out.println("\nA sync leaves out these tables and loads the records.");
        }
        out.println(
                failed
                        ? "\nA sync would not work completely."
                        : "\nEverything is ready: hubflow sync" + selection.written() + destinationFlags.written()
                                + hubSpotFlags.written() + common.written());
    }

    /** What a sync would end with: it opens the destination first, then needs the token, then fails type by type. */
    private static ExitCode worst(List<Finding> findings) {
        var whole = findings.reversed().stream()
                .filter(finding -> finding.kind() == Kind.RUN)
                .flatMap(finding -> finding.error().stream())
                .findFirst();
        if (whole.isPresent()) {
            return ExitCode.of(whole.get().code());
        }
        var types = findings.stream()
                .filter(finding -> finding.kind() == Kind.OBJECT_TYPE || finding.kind() == Kind.PROPERTIES)
                .count();
        var errors = findings.stream()
                .filter(finding -> finding.kind() == Kind.OBJECT_TYPE)
                .flatMap(finding -> finding.error().stream())
                .map(ConnectorException::code)
                .toList();
        if (errors.isEmpty() && findings.stream().anyMatch(Finding::stopsSync)) {
            return ExitCode.FAILED;
        }
        return ExitCode.ofObjectTypes(errors, errors.size() == types);
    }

    @Override
    public boolean json() {
        return output.json();
    }
}
