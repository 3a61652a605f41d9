package io.hubflow.nifi.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.duckdb.DuckDbDestination;
import io.hubflow.duckdb.DuckDbSettings;
import io.hubflow.engine.SyncEngine;
import io.hubflow.engine.SyncRequest;
import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.engine.privacy.Salt;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.hubspot.AccessTokens;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.HubSpotSettings;
import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.SourceFlow;
import io.hubflow.nifi.put.DuckDbWarehouse;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.nifi.reporting.InitializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the HubSpot service is told of personal data holds on every way of a value into the tables. */
@Tag("thorough")
class PrivacyIT {
    private static final String CLEAR = "zoesecret";
    private static final String EMAIL = CLEAR + "@example.com";
    private static final String SALT = "a salt of this test";
    private static final String PROPERTIES = "email,lastname,phone,city,hubspot_owner_id,hs_object_id,createdate";
    private static final Map<String, String> PROTECTED = Map.of(
            "Hash Properties", "contacts.email",
            "Mask Properties", "lastname,hubspot_owner_id",
            "Drop Properties", "phone",
            "Hash Salt", SALT);

    @TempDir
    Path folder;

    private SourceFlow flow;
    private DuckDbWarehouse warehouse;
    private long person;

    @BeforeEach
    void start() throws IOException, InitializationException {
        flow = SourceFlow.start(
                SimulatorOptions.defaults()
                        .withRecords(Map.of("contacts", 40L, "deals", 20L, "deal_splits", 30L))
                        .withVirtualClock(Instant.parse("2026-06-01T08:00:00Z")),
                "contacts");
        warehouse = flow.loadIntoFileOf(folder);
        flow.list().setProperty("Settle Lag", "1 min");
        flow.list().setProperty("Include Properties", PROPERTIES);
        flow.list().setProperty("Property History", "contacts.email,contacts.lastname,contacts.city");
        person = flow.simulator().records("contacts").getFirst().id();
        flow.simulator()
                .mutate(new Mutation.Update(
                        "contacts",
                        Target.id(person),
                        List.of(),
                        Map.of("email", EMAIL, "lastname", CLEAR, "phone", CLEAR, "city", "Lyon")));
        pass();
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @Test
    void noClearValueOfAProtectedPropertyIsEverStored() {
        flow.setOnService(PROTECTED);

        flow.load(flow.plan());

        requireNoClearText();
        assertThat(one("SELECT email FROM contacts WHERE _id = " + person)).isEqualTo(new Salt(SALT).hash(EMAIL));
        assertThat(one("SELECT lastname FROM contacts WHERE _id = " + person)).isEqualTo("*****");
        assertThat(one("SELECT city FROM contacts WHERE _id = " + person)).isEqualTo("Lyon");
        assertThat(warehouse.values("SELECT DISTINCT property FROM contacts_history"))
                .contains("email", "lastname", "city")
                .doesNotContain("phone");
        assertThat(warehouse.values("SELECT name || ' ' || protection FROM hubspot_properties"
                        + " WHERE protection IS NOT NULL AND object_type = 'contacts'"))
                .contains("email hash", "lastname mask", "phone drop")
                .noneMatch(one -> one.startsWith("city "));
    }

    @Test
    void aProtectionThatComesLaterErasesWhatIsStoredAndKeepsWhatIsOnItsWayOutOfTheTable() {
        flow.load(flow.plan());
        assertThat(tablesWithClearText()).contains("contacts", "contacts_history");
        var archived = flow.simulator().records("contacts").getLast().id();
        flow.simulator().mutate(new Mutation.Archive("contacts", Target.id(archived)));
        pass();
        flow.load(flow.plan());
        change("city", "Nantes");
        pass();
        var slices = flow.plan();
        assertThat(slices).isNotEmpty();
        flow.read(slices);
        change("city", "Brest");
        pass();

        flow.setOnService(PROTECTED);
        var planned = flow.plan();
        flow.land();

        requireNoClearText();
        flow.load(planned);
        requireNoClearText();
        assertThat(one("SELECT email FROM contacts WHERE _id = " + person)).isEqualTo(new Salt(SALT).hash(EMAIL));
        assertThat(one("SELECT lastname FROM contacts WHERE _id = " + person)).isEqualTo("*****");
        assertThat(one("SELECT city FROM contacts WHERE _id = " + person)).isEqualTo("Brest");
        assertThat(one("SELECT lastname FROM contacts WHERE _id = " + archived)).isEqualTo("*****");
    }

    @Test
    void aSliceThatWasPlannedInAnotherFormIsNotRead() {
        var slices = flow.plan();
        flow.setOnService(PROTECTED);

        flow.load(slices);

        assertThat(flow.fetch().getFlowFilesForRelationship(SourceFlow.SUCCESS)).isEmpty();
        assertThat(flow.fetch().getLogger().getWarnMessages())
                .anySatisfy(message -> assertThat(message.getMsg()).contains("planned before"));
        flow.load(flow.plan());
        assertThat(one("SELECT lastname FROM contacts WHERE _id = " + person)).isEqualTo("*****");
    }

    @Test
    @Tag("thorough")
    void aTableThatTheCommandProtectedGoesOnWithTheSameSaltAndWithoutAnotherReading() {
        var rules = new PrivacyRules(
                List.of(),
                List.of("contacts.email"),
                List.of("lastname", "hubspot_owner_id"),
                List.of("phone"),
                Optional.of(new Salt(SALT)));
        sync(new SyncRequest(List.of("contacts"), Optional.empty(), List.of(PROPERTIES.split(",")), List.of())
                .withPrivacy(rules));
        flow.list().removeProperty("Property History");
        var synced = warehouse.values("SELECT _id || ' ' || _synced_at FROM contacts");
        flow.setOnService(PROTECTED);
        pass();

        flow.load(flow.plan());
        assertThat(warehouse.values("SELECT _id || ' ' || _synced_at FROM contacts"))
                .isEqualTo(synced);

        change("city", "Nantes");
        pass();
        flow.load(flow.plan());
        assertThat(one("SELECT city FROM contacts WHERE _id = " + person)).isEqualTo("Nantes");
        assertThat(one("SELECT email FROM contacts WHERE _id = " + person)).isEqualTo(new Salt(SALT).hash(EMAIL));
        requireNoClearText();
    }

    @Test
    @Tag("thorough")
    void anotherSaltErasesAndReadsAgain() {
        flow.setOnService(PROTECTED);
        flow.load(flow.plan());
        pass();

        flow.setOnService(Map.of("Hash Salt", "another salt"));
        flow.load(flow.plan());

        assertThat(one("SELECT email FROM contacts WHERE _id = " + person))
                .isEqualTo(new Salt("another salt").hash(EMAIL));
    }

    @Test
    @Tag("thorough")
    void archivedRecordsAndDealSplitsAreProtectedToo() throws InitializationException {
        flow.list().setProperty(ObjectTypeNames.OBJECT_TYPES, "contacts,deals,deal_splits");
        flow.list().setProperty("Associations", "deals:deal_splits");
        flow.setOnService(PROTECTED);
        flow.load(flow.plan());
        flow.simulator().mutate(new Mutation.Archive("contacts", Target.id(person)));
        pass();
        var bin = flow.archived(warehouse, "contacts");
        flow.portal().set(bin, PROTECTED);
        bin.run();
        var slices = bin.getFlowFilesForRelationship(SourceFlow.SUCCESS);
        assertThat(slices).hasSize(1);

        flow.load(slices);

        requireNoClearText();
        assertThat(one("SELECT _archived FROM contacts WHERE _id = " + person)).isEqualTo("true");
        assertThat(one("SELECT lastname FROM contacts WHERE _id = " + person)).isEqualTo("*****");
        assertThat(warehouse.values("SELECT DISTINCT owner_id FROM deals_deal_splits WHERE owner_id IS NOT NULL"))
                .containsOnly("*****");
    }

    @Test
    void aRecordThatHubSpotDeletedForGoodLosesItsValuesEvenWhereDepartedRowsStayAsTheyAre() {
        flow.list().setProperty("Deletes", "ignore");
        flow.put().setProperty("Deletes", "ignore");
        flow.load(flow.plan());
        assertThat(tablesWithClearText()).contains("contacts", "contacts_history");
        flow.simulator().mutate(new Mutation.GdprDelete("contacts", Target.id(person)));
        pass();

        flow.load(flow.plan());

        requireNoClearText();
        assertThat(warehouse.values("SELECT _id FROM contacts WHERE _deleted_at IS NOT NULL"))
                .containsExactly(Long.toString(person));
    }

    @Test
    void aMisspeltNameIsRefusedBeforeAnythingIsRead() {
        flow.setOnService(Map.of("Mask Properties", "contacts.lastnaem"));

        assertThat(flow.plan()).isEmpty();

        assertThat(flow.list().getLogger().getErrorMessages())
                .anySatisfy(message -> assertThat(message.getMsg()).contains("contacts.lastnaem", "lastname"));
    }

    @Test
    void flowFilesTellTheirFormAndNeverTheSalt() {
        flow.setOnService(PROTECTED);
        var slices = flow.plan();
        flow.read(slices);

        var texts = new ArrayList<String>();
        slices.forEach(slice -> texts.add(slice.getContent() + slice.getAttributes()));
        var records = flow.fetch().getFlowFilesForRelationship(SourceFlow.SUCCESS);
        records.forEach(one -> texts.add(one.getContent() + one.getAttributes()));

        assertThat(texts).isNotEmpty().noneMatch(text -> text.contains(SALT));
        assertThat(records)
                .allSatisfy(one -> assertThat(one.getAttribute(HubSpotAttributes.STORED_FORM))
                        .hasSize(16));
        assertThat(records).noneMatch(one -> one.getContent().contains(CLEAR));
    }

    private void sync(SyncRequest request) {
        var simulator = flow.simulator();
        try (var client = HubSpotClient.open(
                        HubSpotSettings.of(simulator.url(), new AccessTokens.Static(simulator.token())));
                var destination = DuckDbDestination.open(new DuckDbSettings(
                        folder.resolve("hubspot.duckdb"),
                        256L << 20,
                        DuckDbSettings.DEFAULT_THREADS,
                        InstantSource.system()))) {
            new SyncEngine(client, destination, EngineSettings.DEFAULT, InstantSource.system(), new SyncListener() {})
                    .run(request);
        }
    }

    private void change(String property, String value) {
        flow.simulator().mutate(new Mutation.Update("contacts", Target.id(person), List.of(), Map.of(property, value)));
    }

    private void pass() {
        flow.simulator().advance(Duration.ofMinutes(10));
    }

    private String one(String sql) {
        return warehouse
                .values(sql.replaceFirst("SELECT (\\S+)", "SELECT CAST($1 AS VARCHAR)"))
                .first();
    }

    private void requireNoClearText() {
        assertThat(tablesWithClearText()).isEmpty();
    }

    private List<String> tablesWithClearText() {
        return warehouse
                .values("SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'")
                .stream()
                .filter(table -> !warehouse
                        .values("SELECT '1' FROM \"" + table + "\" t WHERE CAST(t AS VARCHAR) LIKE '%" + CLEAR + "%'")
                        .isEmpty())
                .toList();
    }
}
