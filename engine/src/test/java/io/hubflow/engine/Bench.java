package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hubflow.engine.catalog.Discovery;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.fact.AssociationChoice;
import io.hubflow.engine.filter.Where;
import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.engine.report.ObjectReport;
import io.hubflow.engine.report.RunReport;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.hubspot.AccessTokens;
import io.hubflow.hubspot.ApiDialect;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.HubSpotSettings;
import io.hubflow.hubspot.quota.QuotaSettings;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.admin.LinkTruth;
import io.hubflow.simulator.admin.Truth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A simulated portal, a destination in memory, and the runs between them. */
final class Bench implements AutoCloseable {
    /** So long that a busy machine does not look like a portal that stalls. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final JsonMapper JSON = new JsonMapper();
    /** The portal has no limits here, so waiting for them would only cost time. */
    private static final QuotaSettings UNMETERED = new QuotaSettings(1, 0, OptionalInt.of(100_000), 10_000);

    private static final Map<String, List<String>> FEW_COLUMNS = Map.of(
            "contacts", List.of("email", "city"),
            "companies", List.of("name", "city"),
            "deals", List.of("dealname", "amount"),
            "tasks", List.of("hs_task_subject"));

    final Simulator hubSpot;
    final MemoryDestination table = new MemoryDestination();
    final List<String> notices = new CopyOnWriteArrayList<>();
    EngineSettings settings = EngineSettings.DEFAULT;
    SyncRequest request;
    /** Sensitive classes are loaded, too: nearly every test compares with everything that HubSpot has. */
    PrivacyRules privacy = PrivacyRules.EVERYTHING;

    /** Hears of every phase that an object type begins, on the thread that loads it. */
    BiConsumer<String, SyncListener.Phase> onPhase = (objectType, phase) -> {};

    /** Hears of rows that were read, on the thread that read them. */
    ObjLongConsumer<String> onRows = (objectType, rows) -> {};

    /** Opens the client that a run reads with. */
    Function<HubSpotSettings, HubSpotClient> openClient = HubSpotClient::open;

    int maxTries = 6;
    int maxUrlBytes = 8_000;

    Bench(SimulatorOptions options, String... objectTypes) {
        try {
            hubSpot = Simulator.start(options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        request = new SyncRequest(List.of(objectTypes), Optional.empty(), List.of(), List.of());
    }

    static SimulatorOptions portal(String objectType, long records) {
        return SimulatorOptions.defaults().withRecords(objectType, records);
    }

    /** Fewer columns, for speed. */
    Bench selecting(String... properties) {
        request = new SyncRequest(request.objectTypes(), request.updatedAfter(), List.of(properties), List.of());
        return this;
    }

    /** A handful of columns, for speed where the others make no difference to what is read. */
    Bench withFewColumns() {
        var few = new ArrayList<>(List.of("hs_object_id", "hs_merged_object_ids"));
        request.objectTypes().forEach(type -> few.addAll(FEW_COLUMNS.getOrDefault(type, List.of())));
        return selecting(few.toArray(String[]::new));
    }

    /** Loads the links of these pairs, such as {@code contacts:deals}; or {@code all}, or {@code none}. */
    Bench associating(String... pairs) {
        request = new SyncRequest(
                request.objectTypes(),
                request.updatedAfter(),
                request.includeProperties(),
                request.excludeProperties(),
                AssociationChoice.parse(List.of(pairs)),
                request.history());
        return this;
    }

    /** Loads the histories of these properties. */
    Bench remembering(String... properties) {
        request = new SyncRequest(
                request.objectTypes(),
                request.updatedAfter(),
                request.includeProperties(),
                request.excludeProperties(),
                request.associations(),
                List.of(properties));
        return this;
    }

    /** The table of the pair holds HubSpot's links, and no others. */
    void requireLinks(String from, String to) {
        requireLinks(from, to, link -> true);
    }

    /** Those of HubSpot's links that the table should have. */
    void requireLinks(String from, String to, Predicate<LinkTruth.Row> wanted) {
        var truth = hubSpot.links(from, to).stream()
                .filter(wanted)
                .map(link -> link.fromId() + ">" + link.toId() + " " + link.typeId() + " " + link.category() + " "
                        + link.label().orElse(null))
                .sorted()
                .toList();
        var stored = table.facts(from + "_" + to).stream()
                .map(row -> row.get("from_id") + ">" + row.get("to_id") + " " + row.get("type_id") + " "
                        + row.get("category") + " " + row.get("label"))
                .sorted()
                .toList();
        assertThat(stored).as("%s_%s; notices %s", from, to, notices).containsExactlyElementsOf(truth);
        assertThat(truth).as("the portal's links").isNotEmpty();
    }

    /** Loads only records that match; an empty text: all again. */
    Bench where(String filter) {
        try {
            request = new SyncRequest(
                    request.objectTypes(),
                    request.updatedAfter(),
                    request.includeProperties(),
                    request.excludeProperties(),
                    request.associations(),
                    request.history(),
                    filter.isEmpty() ? List.of() : Where.parse(filter));
        } catch (Where.InvalidWhere e) {
            throw new AssertionError(e.sentence(), e);
        }
        return this;
    }

    Bench excluding(String... properties) {
        request = new SyncRequest(request.objectTypes(), request.updatedAfter(), List.of(), List.of(properties));
        return this;
    }

    /** How many rows have a value in the column. */
    long values(String objectType, String column) {
        return table.rows(objectType).values().stream()
                .filter(row -> row.value(column) != null)
                .count();
    }

    /** Properties that HubSpot has no more: their stored values stay. */
    final List<String> gone = new ArrayList<>();

    /** Reads one object type after the other. */
    void inTurn() {
        settings = settings.with(new EngineSettings.Lanes(
                settings.lanes().search(), settings.lanes().list(), 1));
    }

    Bench refreshing(RefreshPolicy policy) {
        settings = settings.with(policy);
        return this;
    }

    Bench settling(Duration lag) {
        settings = settings.withSettleLag(lag);
        return this;
    }

    Bench deleting(DeleteMode mode) {
        settings = settings.with(mode);
        return this;
    }

    Bench updatedAfter(@Nullable Instant instant) {
        request = new SyncRequest(
                request.objectTypes(), Optional.ofNullable(instant), request.includeProperties(), List.of());
        return this;
    }

    RunReport sync() {
        return sync(hubSpot.token());
    }

    /** Another portal into this one's table. */
    RunReport syncFrom(Bench other) {
        return sync(other.hubSpot, other.hubSpot.token());
    }

    RunReport sync(String token) {
        return sync(hubSpot, token);
    }

    /** What a check of contacts says beforehand. */
    List<String> findUnreadable(String token) {
        try (var client = HubSpotClient.open(http(hubSpot, token))) {
            var discovery = new Discovery(client);
            return discovery.findUnreadable(discovery.resolve("contacts"), privacy.selecting(List.of(), List.of()));
        }
    }

    private HubSpotSettings http(Simulator from, String token) {
        return new HubSpotSettings(
                from.url(),
                ApiDialect.V2026_09,
                new AccessTokens.Static(token),
                UNMETERED,
                PATIENCE,
                PATIENCE,
                maxTries,
                maxUrlBytes);
    }

    /** The client that the next run reads with. */
    HubSpotClient client() {
        return openClient.apply(http(hubSpot, hubSpot.token()));
    }

    private RunReport sync(Simulator from, String token) {
        try (var client = openClient.apply(http(from, token))) {
            return new SyncEngine(client, table, settings, InstantSource.system(), new SyncListener() {
                        @Override
                        public void notice(String objectType, String sentence) {
                            notices.add(objectType + ": " + sentence);
                        }

                        @Override
                        public void rowsRead(String objectType, long rows) {
                            onRows.accept(objectType, rows);
                        }

                        @Override
                        public void phaseStarted(String objectType, Phase phase, OptionalLong expectedRows) {
                            onPhase.accept(objectType, phase);
                        }
                    })
                    .run(request.withPrivacy(privacy));
        }
    }

    /** A run in which every object type must come through. */
    ObjectReport syncWell() {
        var report = sync();
        for (var object : report.objects()) {
            object.error().ifPresent(e -> {
                throw new AssertionError(object.objectType() + " failed", e);
            });
        }
        return report.objects().get(0);
    }

    /** Every live record is in the table with equal values, and nothing is there that HubSpot never had. */
    void requireEqual(String objectType) {
        var rows = table.rows(objectType);
        var problems = new ArrayList<String>();
        for (var truth : hubSpot.records(objectType)) {
            var stored = rows.remove(truth.id());
            if (!truth.archived()) {
                if (stored == null) {
                    problems.add(truth.id() + " is missing");
                } else {
                    compare(objectType, truth, stored, problems);
                }
            }
        }
        for (var id : rows.keySet()) {
            if (hubSpot.record(objectType, id).isEmpty() && !vanished.contains(id)) {
                problems.add(id + " was never there");
            }
        }
        assertThat(problems.size() > 10 ? problems.subList(0, 10) : problems)
                .as("%d differences of %s; notices %s", problems.size(), objectType, notices)
                .isEmpty();
    }

    /** Every live row has HubSpot's values; records may be missing. */
    void requireRowsEqual(String objectType) {
        var problems = new ArrayList<String>();
        table.rows(objectType).forEach((id, stored) -> {
            if (stored.isAlive()) {
                hubSpot.record(objectType, id)
                        .ifPresentOrElse(
                                truth -> compare(objectType, truth, stored, problems),
                                () -> problems.add(id + " was never there"));
            }
        });
        assertThat(problems).as("notices %s", notices).isEmpty();
    }

    /**
     * The table's live rows are HubSpot's live records, and every record that left is marked as the portal knows it. Ids that
     * the table never held may be missing.
     */
    void requireDepartures(String objectType) {
        var rows = table.rows(objectType);
        var live = new TreeSet<Long>();
        hubSpot.records(objectType).stream().filter(row -> !row.archived()).forEach(row -> live.add(row.id()));
        var alive = new TreeSet<Long>();
        rows.forEach((id, stored) -> {
            if (stored.isAlive()) {
                alive.add(id);
            }
        });
        var lacking = new TreeSet<>(live);
        lacking.removeAll(alive);
        assertThat(lacking)
                .as("live records that are not live rows; notices %s", notices)
                .isEmpty();
        alive.removeAll(live);
        assertThat(alive).as("live rows whose record left; notices %s", notices).isEmpty();
        for (var gone : hubSpot.tombstones(objectType)) {
            var stored = rows.get(gone.id());
            if (stored == null) {
                continue;
            }
            var tombstone = stored.tombstone();
            if (gone.mergedInto().isPresent()
                    && hubSpot.record(objectType, gone.mergedInto().getAsLong()).isEmpty()) {
                // HubSpot tells nothing of a record whose survivor was erased before anybody read it.
                assertThat(stored.isAlive()).as("%d is marked", gone.id()).isFalse();
                continue;
            }
            assertThat(tombstone == null ? 0 : tombstone.mergedInto())
                    .as("survivor of %d", gone.id())
                    .isEqualTo(gone.mergedInto().orElse(0));
            assertThat(stored.row().archived() || tombstone != null)
                    .as("%d is marked", gone.id())
                    .isTrue();
            assertThat(tombstone != null && tombstone.deletedAtMillis() != Row.NO_TIME)
                    .as("%d is deleted", gone.id())
                    .isEqualTo(gone.deletedAt().isPresent());
            if (tombstone == null) {
                assertThat(stored.row().archivedAtMillis())
                        .as("when %d was archived", gone.id())
                        .isEqualTo(gone.archivedAt().orElseThrow().toEpochMilli());
            }
        }
    }

    /** Ids that were merged or purged: their rows may stay until deletes are detected. */
    final List<Long> vanished = new ArrayList<>();

    private void compare(String objectType, Truth.Row truth, MemoryRow stored, List<String> problems) {
        var unparsed = unparsed(stored.row().unparsedJson());
        if (stored.row().updatedAtMillis() != truth.updatedAt().toEpochMilli()) {
            problems.add(truth.id() + " updatedAt " + stored.row().updatedAtMillis() + " is not " + truth.updatedAt());
        }
        var values = stored.values();
        // The table's columns: a row may have been written before some of them were there.
        for (var column : table.findTable(objectType).orElseThrow().columns()) {
            if (gone.contains(column.name())) {
                continue;
            }
            var wire = truth.properties().getOrDefault(column.name(), "");
            var kept = unparsed.path(column.name());
            var value = values.get(column.name());
            if (!(kept.isTextual() ? kept.asText().equals(wire) : equal(value, wire))) {
                problems.add(truth.id() + " " + column.name() + ": " + value + " / " + kept + " is not " + wire);
            }
        }
    }

    private static JsonNode unparsed(@Nullable String json) {
        try {
            return JSON.readTree(json == null ? "{}" : json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private static boolean equal(@Nullable Object value, String wire) {
        return switch (value) {
            case null -> wire.isEmpty();
            case String text -> text.equals(wire) || text.equals(plainNumber(wire));
            case BigDecimal number -> number.compareTo(new BigDecimal(wire)) == 0;
            case Long number -> new BigDecimal(wire).compareTo(BigDecimal.valueOf(number)) == 0;
            case Boolean bool -> bool.toString().equals(wire);
            case LocalDate date ->
                date.equals(instant(wire).atZone(ZoneOffset.UTC).toLocalDate());
            case Instant instant -> instant.equals(instant(wire));
            default -> throw new AssertionError("a value of " + value.getClass());
        };
    }

    /** A number as a column that was widened to text holds it: without an exponent. */
    private static String plainNumber(String wire) {
        try {
            return new BigDecimal(wire).toPlainString();
        } catch (NumberFormatException e) {
            return wire;
        }
    }

    private static Instant instant(String wire) {
        if (wire.length() == 10 && wire.charAt(4) == '-') {
            return LocalDate.parse(wire).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        return wire.indexOf('T') > 0 ? Instant.parse(wire) : Instant.ofEpochMilli(Long.parseLong(wire));
    }

    long calls(String endpoint) {
        return hubSpot.stats().calls().getOrDefault(endpoint, Map.of()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Override
    public void close() {
        hubSpot.close();
    }
}
