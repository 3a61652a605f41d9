package io.hubflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.SyncEngine;
import io.hubflow.engine.SyncRequest;
import io.hubflow.engine.VerifyEngine;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.RecordErasure;
import io.hubflow.engine.fact.AssociationChoice;
import io.hubflow.engine.fact.HistoryReader;
import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.engine.privacy.Salt;
import io.hubflow.engine.report.RunReport;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.engine.verify.VerifyOptions;
import io.hubflow.engine.verify.VerifyReport;
import io.hubflow.hubspot.AccessTokens;
import io.hubflow.hubspot.ApiDialect;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.HubSpotSettings;
import io.hubflow.hubspot.quota.QuotaSettings;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Protected properties of a portal, as a warehouse's tables hold them after whole runs. */
public abstract class PrivacyContract {
    protected static final String TYPE = "contacts";
    private static final QuotaSettings UNMETERED = new QuotaSettings(1, 0, OptionalInt.of(100_000), 10_000);
    protected static final List<String> PROPERTIES = List.of("email", "lastname", "phone", "followercount", "city");

    /** Part of every clear value of a protected property. */
    protected static final String CLEAR = "clear-text-of-a-person";

    protected static final PrivacyRules PROTECTED = new PrivacyRules(
            List.of(),
            List.of("contacts.email", "follower*"),
            List.of("lastname"),
            List.of("phone"),
            Optional.of(new Salt("first-salt")));

    @TempDir
    protected Path folder;

    protected abstract DestinationUnderTest place(Path at);

    @Test
    void noClearValueOfAProtectedPropertyIsEverStored() throws IOException {
        try (var portal = portal()) {
            var place = place(folder);
            sync(portal, place, request(PROTECTED));

            requireNoClearText(place);
            assertThat(filesHoldingClearText()).isEmpty();
            assertThat(stored(place, "email")).containsValue(hash("first-salt"));
            assertThat(stored(place, "lastname").values()).containsOnly("*****");
            assertThat(place.read(TYPE).getFirst()).doesNotContainKey("phone");
            assertThat(place.read("contacts_history"))
                    .extracting(row -> row.get("property"))
                    .contains("email", "lastname", "city")
                    .doesNotContain("phone");
            assertThat(protections(place))
                    .containsEntry("email", "hash")
                    .containsEntry("followercount", "hash")
                    .containsEntry("lastname", "mask")
                    .containsEntry("phone", "drop")
                    .doesNotContainKey("city");
            requireVerified(portal, place, request(PROTECTED));
        }
    }

    @Test
    void aNewProtectionErasesWhatEarlierRunsHaveStored() throws IOException {
        try (var portal = portal()) {
            var place = place(folder);
            sync(portal, place, request(PrivacyRules.NONE));
            assertThat(text(place)).contains(CLEAR);
            var archived = portal.mutate(
                    new Mutation.Archive(TYPE, Target.id(ids(portal).get(3))));
            sync(portal, place, request(PrivacyRules.NONE));

            sync(portal, place, request(PROTECTED));

            requireNoClearText(place);
            assertThat(stored(place, "email")).containsValue(hash("first-salt"));
            assertThat(stored(place, "email")).containsKeys(archived.ids().getFirst());
            assertThat(stored(place, "lastname").values()).containsOnly("*****");
            assertThat(stored(place, "phone")).isEmpty();
            requireVerified(portal, place, request(PROTECTED));
            assertThat(run(portal, place, request(PROTECTED))
                            .objects()
                            .getFirst()
                            .rowsWritten())
                    .isZero();
        }
    }

    @Test
    @Tag("thorough")
    void aProtectionThatIsTakenAwayBringsTheValuesOfArchivedRowsBack() throws IOException {
        try (var portal = portal()) {
            var place = place(folder);
            sync(portal, place, request(PrivacyRules.NONE));
            var archived = ids(portal).get(3);
            portal.mutate(new Mutation.Archive(TYPE, Target.id(archived)));
            sync(portal, place, request(PrivacyRules.NONE));
            var before = stored(place, "email");

            sync(portal, place, request(PROTECTED));
            assertThat(place.read(TYPE).toString())
                    .as("nothing is said of a property that is not read")
                    .doesNotContain("\"phone\"");
            sync(portal, place, request(PrivacyRules.NONE));

            assertThat(stored(place, "email")).containsKey(archived).isEqualTo(before);
            requireVerified(portal, place, request(PrivacyRules.NONE));
        }
    }

    @Test
    @Tag("thorough")
    void archivedRowsGetTheirProtectedValuesAlsoAfterARunThatWasCutOff() throws IOException {
        try (var portal = portal()) {
            var place = place(folder);
            sync(portal, place, request(PrivacyRules.NONE));
            var archived = ids(portal).get(3);
            portal.mutate(new Mutation.Archive(TYPE, Target.id(archived)));
            sync(portal, place, request(PrivacyRules.NONE));
            portal.addFault(FaultRule.always(new Fault.Refuse(401, Fault.Body.JSON, OptionalInt.empty()))
                    .on("batch_read")
                    .atMost(1));
            run(portal, place, request(PROTECTED));
            assertThat(stored(place, "email")).doesNotContainKey(archived);

            sync(portal, place, request(PROTECTED));

            assertThat(stored(place, "email")).containsKey(archived);
            requireNoClearText(place);
        }
    }

    @ParameterizedTest
    @EnumSource(DeleteMode.class)
    void nothingPersonalStaysOfARecordThatHubSpotDeletedForGood(DeleteMode mode) throws IOException {
        try (var portal = portal()) {
            var place = place(folder);
            var everything = request(PrivacyRules.NONE);
            run(portal, place, everything, mode);
            var id = ids(portal).getFirst();
            var kept = ids(portal).get(5);
            assertThat(histories(place)).contains(id, kept);
            portal.mutate(new Mutation.GdprDelete(TYPE, Target.id(id)));
            portal.mutate(new Mutation.Update(TYPE, Target.id(ids(portal).get(7)), List.of("city"), Map.of()));

            run(portal, place, everything, mode);

            for (var property : PROPERTIES) {
                assertThat(stored(place, property)).as(property).doesNotContainKey(id);
            }
            assertThat(stored(place, "lastname")).containsKey(kept);
            assertThat(histories(place)).contains(kept).doesNotContain(id);
            assertThat(place.read(TYPE).stream().filter(row -> id.equals(row.get("_id"))))
                    .hasSize(mode == DeleteMode.HARD ? 0 : 1);
            if (mode == DeleteMode.SOFT) {
                requireVerified(portal, place, everything);
            }
        }
    }

    @Test
    void aRecordThatHubSpotPurgedAfterItsTimeInTheRecycleBinKeepsItsValues() throws IOException {
        try (var portal = portal()) {
            var place = place(folder);
            sync(portal, place, request(PrivacyRules.NONE));
            var id = ids(portal).get(4);
            portal.mutate(new Mutation.Archive(TYPE, Target.id(id)));
            sync(portal, place, request(PrivacyRules.NONE));
            var archivedAt = portal.now().toEpochMilli();

            erase(place, id, archivedAt + Duration.ofDays(91).toMillis());
            assertThat(stored(place, "lastname")).containsKey(id);
            assertThat(histories(place)).contains(id);

            erase(place, id, archivedAt + Duration.ofDays(89).toMillis());
            assertThat(stored(place, "lastname")).doesNotContainKey(id);
            assertThat(histories(place)).doesNotContain(id);
        }
    }

    private static void erase(DestinationUnderTest place, long id, long goneAtMillis) {
        try (var destination = place.open()) {
            var history = HistoryReader.table(
                    new ObjectType(TYPE, TYPE, "0-1", "lastmodifieddate", TYPE, false, List.of(TYPE)));
            destination
                    .storedTables()
                    .orElseThrow()
                    .erase(new RecordErasure(
                            TYPE, destination.findTable(TYPE), Optional.of(history), List.of(id), goneAtMillis));
        }
    }

    private static Set<Long> histories(DestinationUnderTest place) {
        var owners = new TreeSet<Long>();
        place.read("contacts_history").forEach(row -> owners.add((Long) row.get("_id")));
        return owners;
    }

    protected static String email() {
        return CLEAR + "@example.com";
    }

    protected static String hash(String salt) {
        return new Salt(salt).hash(email());
    }

    protected static SyncRequest request(PrivacyRules rules) {
        return new SyncRequest(
                        List.of(TYPE),
                        Optional.empty(),
                        PROPERTIES,
                        List.of(),
                        AssociationChoice.NONE,
                        List.of("email", "lastname", "phone", "city"))
                .withPrivacy(rules);
    }

    /** One record with clear values, one that cannot become a row, one whose number is none; all named. */
    protected static Simulator portal() throws IOException {
        var portal = Simulator.start(SimulatorOptions.defaults().withRecords(TYPE, 30));
        portal.mutate(
                new Mutation.Update(TYPE, Target.random(30, 1), List.of("email", "phone"), Map.of("lastname", CLEAR)));
        var ids = ids(portal);
        Map<String, @Nullable String> values =
                new TreeMap<>(Map.of("email", email(), "lastname", CLEAR, "phone", CLEAR, "followercount", CLEAR));
        portal.mutate(new Mutation.Update(TYPE, Target.id(ids.get(0)), List.of(), values));
        values.put("email", "2" + email());
        portal.mutate(new Mutation.Update(TYPE, Target.id(ids.get(1)), List.of(), values));
        values.put("email", "3" + email());
        portal.mutate(new Mutation.Update(TYPE, Target.id(ids.get(3)), List.of(), values));
        portal.addFault(FaultRule.always(new Fault.UndatedRows(Set.of(Long.toString(ids.get(1))))));
        return portal;
    }

    private static List<Long> ids(Simulator portal) {
        return portal.records(TYPE).stream().map(row -> row.id()).sorted().toList();
    }

    private static void requireNoClearText(DestinationUnderTest place) {
        assertThat(place.read("_hubflow_quarantine")).isNotEmpty();
        for (var table : place.tables()) {
            assertThat(place.read(table).toString()).as(table).doesNotContain(CLEAR);
        }
    }

    protected static String text(DestinationUnderTest place) {
        var text = new StringBuilder();
        place.tables().forEach(table -> text.append(place.read(table)));
        return text.toString();
    }

    private List<Path> filesHoldingClearText() throws IOException {
        var holding = new ArrayList<Path>();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(CLEAR)) {
                    holding.add(file);
                }
            }
        }
        return holding;
    }

    /** Of live and archived rows, those that have a value. */
    protected static Map<Long, String> stored(DestinationUnderTest place, String column) {
        var values = new TreeMap<Long, String>();
        for (var row : place.read(TYPE)) {
            var value = row.get(column);
            if (value != null) {
                values.put((Long) row.get("_id"), value.toString());
            }
        }
        return values;
    }

    protected static Map<String, String> protections(DestinationUnderTest place) {
        var protections = new TreeMap<String, String>();
        for (var row : place.read("hubspot_properties")) {
            if (row.get("protection") instanceof String word) {
                protections.put(String.valueOf(row.get("name")), word);
            }
        }
        return protections;
    }

    protected static void sync(Simulator portal, DestinationUnderTest place, SyncRequest request) {
        var report = run(portal, place, request);
        assertThat(report.status()).as("%s", report).isEqualTo(RunReport.Status.SUCCEEDED);
        assertThat(report.toString()).doesNotContain(CLEAR);
    }

    protected static RunReport run(Simulator portal, DestinationUnderTest place, SyncRequest request) {
        return run(portal, place, request, DeleteMode.SOFT);
    }

    private static RunReport run(Simulator portal, DestinationUnderTest place, SyncRequest request, DeleteMode mode) {
        try (var destination = place.open();
                var client = HubSpotClient.open(http(portal))) {
            return new SyncEngine(
                            client, destination, settings().with(mode), InstantSource.system(), SyncListener.SILENT)
                    .run(request);
        }
    }

    protected static void requireVerified(Simulator portal, DestinationUnderTest place, SyncRequest request) {
        var options = new VerifyOptions(VerifyOptions.Values.ALL, 100, 1, VerifyOptions.AfterFinding.REPORT);
        VerifyReport report;
        try (var destination = place.open();
                var client = HubSpotClient.open(http(portal))) {
            report = new VerifyEngine(client, destination, settings(), InstantSource.system(), SyncListener.SILENT)
                    .run(request, options);
        }
        assertThat(report.isRight()).as("%s", report).isTrue();
        assertThat(report.toString()).doesNotContain(CLEAR);
    }

    private static EngineSettings settings() {
        return EngineSettings.DEFAULT.with(RefreshPolicy.NEVER).withSettleLag(Duration.ZERO);
    }

    private static HubSpotSettings http(Simulator portal) {
        return new HubSpotSettings(
                portal.url(),
                ApiDialect.V2026_09,
                new AccessTokens.Static(portal.token()),
                UNMETERED,
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                6,
                8_000);
    }
}
