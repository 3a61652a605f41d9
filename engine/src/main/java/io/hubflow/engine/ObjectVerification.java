package io.hubflow.engine;

import io.hubflow.engine.catalog.ColumnTypes;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.VisibleProperties;
import io.hubflow.engine.checkpoint.CatalogState;
import io.hubflow.engine.checkpoint.FactProgress;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.commit.GroupCommits;
import io.hubflow.engine.commit.RowCommits;
import io.hubflow.engine.commit.RowTarget;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.engine.destination.StoredTables;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.filter.RecordFilter;
import io.hubflow.engine.load.ObjectLoad;
import io.hubflow.engine.load.ReadingTurn;
import io.hubflow.engine.load.RefreshLedger;
import io.hubflow.engine.load.TableRows;
import io.hubflow.engine.load.Uncovered;
import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.engine.privacy.Protections;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.ReadClock;
import io.hubflow.engine.read.ReadNotices;
import io.hubflow.engine.read.SliceReader;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.schema.SchemaEvolution;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.engine.typing.RowComparison;
import io.hubflow.engine.typing.RowMaker;
import io.hubflow.engine.typing.StoredContent;
import io.hubflow.engine.verify.FactVerification;
import io.hubflow.engine.verify.RecordVerification;
import io.hubflow.engine.verify.TableVerification;
import io.hubflow.engine.verify.VerifiedTable;
import io.hubflow.engine.verify.VerifyOptions;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.PropertyDefinition;
import io.hubflow.hubspot.PropertySelection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares one object type's records, links and histories with HubSpot, and repairs them where that is wanted. */
record ObjectVerification(
        HubSpotClient client,
        Destination destination,
        StoredTables stored,
        EngineSettings settings,
        InstantSource clock,
        SyncListener listener,
        Streams streams,
        GroupCommits commits,
        RunFacts facts,
        Map<ObjectType, RecordFilter> filters,
        PrivacyRules privacy,
        VerifyOptions options) {
    /** Records first, then each table of links and histories that they own. */
    List<TableVerification> run(DiscoveredType discovered) {
        var type = discovered.type().orElseThrow();
        var state = VerifyEngine.requireState(streams, type.name(), destination.description());
        requireFilter(type, state);
        var existing = destination.findTable(type.table());
        if (existing.isEmpty()) {
            return List.of(withoutTable(type, state));
        }
        var schema = existing.get();
        var before = ObjectPlan.storedCatalog(streams, type);
        var protections = privacy.of(type);
        requireProtections(type, before, protections);
        var visible = VisibleProperties.of(
                type,
                discovered.properties(),
                before.properties(),
                client.serverNow().toEpochMilli());
        var redefined = redefined(type, schema, before, visible, protections);
        if (!redefined.isEmpty()) {
            listener.notice(
                    type.name(),
                    "Properties that have another type in HubSpot since the last sync, or were deleted and created again: "
                            + String.join(", ", redefined)
                            + ". Their values are not compared now; the next sync reads them again.");
        }
        var maker = maker(schema, before, visible, redefined, protections);
        try (var participant = commits.join();
                var rowCommits = commits(type, state, schema, maker, participant)) {
            return compare(table(type, state, schema, before, visible, protections, maker, rowCommits), redefined);
        }
    }

    /** Selected properties whose values the next sync reads again, because they have another type or were made anew. */
    private static List<String> redefined(
            ObjectType type,
            TableSchema schema,
            CatalogState before,
            VisibleProperties visible,
            Protections protections) {
        var wanted = visible.defined().stream()
                .filter(property -> before.selected().contains(property.name()))
                .map(property -> new SchemaEvolution.Wanted(
                        property.name(), protections.columnType(property.name(), ColumnTypes.of(property))))
                .toList();
        var evolution =
                SchemaEvolution.plan(Optional.of(schema), type.table(), type.name(), wanted, before.columnNames());
        return wanted.stream()
                .map(SchemaEvolution.Wanted::property)
                .filter(name ->
                        evolution.widened().contains(name) || visible.remade().contains(name))
                .sorted()
                .toList();
    }

    private RecordFilter filter(ObjectType type) {
        return filters.getOrDefault(type, RecordFilter.EVERYTHING);
    }

    private static void requireProtections(ObjectType type, CatalogState before, Protections protections) {
        if (!protections.states(before.selected()).equals(selectedOnly(before))) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "The table " + type.table() + " was written with other protections (hash, mask, drop) of "
                            + type.name() + ".",
                    type.name() + " was not compared with HubSpot.",
                    "Run `hubflow sync` with these protections first, or verify with those of the last sync.");
        }
    }

    private static Map<String, String> selectedOnly(CatalogState before) {
        var states = new HashMap<>(before.protections());
        states.keySet().retainAll(before.selected());
        return states;
    }

    private void requireFilter(ObjectType type, ObjectState state) {
        var wanted = privacy.of(type)
                .filterText(filter(type).properties(), filter(type).text());
        if (state.filter().mustChangeTo(wanted)) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "The table " + type.table() + " does not follow this filter of " + type.name() + " yet.",
                    type.name() + " was not compared with HubSpot.",
                    "Run `hubflow sync` with this filter first.");
        }
    }

    /** No table is made before the first record comes. */
    private TableVerification withoutTable(ObjectType type, ObjectState state) {
        if (state.highestId() > 0) {
            throw VerifyEngine.notLoaded(
                    "The table " + type.table() + " is gone: nothing of it", destination.description());
        }
        return RecordVerification.ofNoTable(client, type, state, filter(type));
    }

    private List<TableVerification> compare(VerifiedTable table, List<String> notCompared) {
        var type = table.load().type();
        var records = new RecordVerification(table, options);
        records.scan();
        var sample = records.sample();
        var owned = facts.ownedBy(type).stream()
                .filter(reader -> destination.hasTable(reader.table().name()))
                .filter(reader -> table.load()
                        .state()
                        .factTable(reader.table().name())
                        .map(FactProgress::isWhole)
                        .orElse(false))
                .map(reader -> new FactVerification(table, reader))
                .toList();
        var calls = records.forecastCalls()
                + owned.stream().mapToLong(one -> one.forecastCalls(sample)).sum();
        listener.notice(
                type.name(),
                "Comparing takes about " + calls + (calls == 1 ? " call" : " calls") + " if nothing differs, "
                        + sample.size() + " records value by value among them.");
        var results = new ArrayList<TableVerification>();
        var found = records.compare();
        var repairs = options.afterFinding() == VerifyOptions.AfterFinding.REPAIR;
        if (repairs && !found.findings().isEmpty()) {
            records.repair(found.findings());
            found = found.repairedTo(records.checkAgain(found.findings()));
        }
        results.add(found.withoutComparing(notCompared));
        for (var one : owned) {
            var links = one.compare(sample);
            if (repairs && !links.findings().isEmpty()) {
                one.repair(links.findings());
                links = links.repairedTo(one.checkAgain(links.findings()));
            }
            results.add(links);
        }
        return results;
    }

    private VerifiedTable table(
            ObjectType type,
            ObjectState state,
            TableSchema schema,
            CatalogState before,
            VisibleProperties visible,
            Protections protections,
            RowMaker maker,
            RowCommits rowCommits) {
        var properties = properties(schema, before);
        var clockOfReadings = ReadClock.after(state.readAtMillis(), client::serverTime);
        var reader = new SliceReader(
                client, type, maker, clockOfReadings, List.of(), state.facts().idOrder(), filter(type), UNHEARD);
        var load = new ObjectLoad(
                client,
                type,
                reader,
                rowCommits,
                settings,
                clockOfReadings,
                listener,
                sentence -> listener.notice(type.name(), sentence),
                RefreshLedger.full(),
                new Uncovered(),
                new AtomicReference<>(SyncListener.Phase.VERIFY),
                TableRows.of(destination, type),
                ReadingTurn.FREE);
        var writtenTypes = before.properties().stream()
                .collect(Collectors.toMap(
                        CatalogState.KnownProperty::name,
                        property -> protections.columnType(property.name(), ColumnTypes.of(property.toDefinition())),
                        (one, other) -> one));
        var notSelected = new HashSet<String>();
        for (var i = 0; i < properties.size(); i++) {
            if (!before.selected().contains(properties.get(i))) {
                notSelected.add(schema.columns().get(i).name());
            }
        }
        return new VerifiedTable(
                stored,
                schema,
                properties,
                new StoredContent(schema, properties, writtenTypes, notSelected),
                new RowComparison(schema, maker.unreadColumns()),
                createdProperty(visible),
                load);
    }

    private static List<String> properties(TableSchema schema, CatalogState before) {
        var byColumn = new HashMap<String, String>();
        before.columnNames().forEach((property, column) -> byColumn.put(column, property));
        return schema.columns().stream()
                .map(Column::name)
                .map(column -> byColumn.getOrDefault(column, ""))
                .toList();
    }

    /** Makes rows of the properties that the last sync read and that HubSpot still shows as they were. */
    private static RowMaker maker(
            TableSchema schema,
            CatalogState before,
            VisibleProperties visible,
            List<String> redefined,
            Protections protections) {
        var defined = visible.defined().stream()
                .filter(property -> before.selected().contains(property.name()) && !redefined.contains(property.name()))
                .toList();
        Map<String, ColumnType> types = defined.stream()
                .collect(Collectors.toMap(
                        PropertyDefinition::name,
                        property -> protections.columnType(property.name(), ColumnTypes.of(property))));
        return new RowMaker(
                PropertySelection.of(
                        defined.stream().map(PropertyDefinition::name).toList()),
                schema,
                properties(schema, before),
                types,
                protections);
    }

    private static Optional<String> createdProperty(VisibleProperties visible) {
        var names = visible.defined().stream().map(PropertyDefinition::name).collect(Collectors.toSet());
        return Stream.of("createdate", "hs_createdate").filter(names::contains).findFirst();
    }

    private RowCommits commits(
            ObjectType type,
            ObjectState state,
            TableSchema schema,
            RowMaker maker,
            GroupCommits.CommitParticipant participant) {
        var startedAt = clock.instant();
        return new RowCommits(
                new RowTarget(destination, schema, maker.unreadColumns(), settings.deletes()),
                streams,
                participant,
                state,
                clock,
                listener,
                totals -> new RunRecord(
                        "repair " + startedAt,
                        type.name(),
                        startedAt,
                        Optional.of(clock.instant()),
                        RunStatus.SUCCEEDED.word(),
                        totals.read(),
                        totals.written(),
                        totals.unchanged(),
                        "{\"mode\":\"repair\"}"),
                facts.beside(type),
                facts.endsOf(type));
    }

    private static final ReadNotices UNHEARD = new ReadNotices() {
        @Override
        public void idOrderIs(PortalFacts.IdOrder order) {}

        @Override
        public void incomplete(IdRange ids, long missing) {}
    };
}
